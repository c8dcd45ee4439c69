// Opens a link that shares a file. The secret stands behind the # of the address, which
// browsers do not send; here it goes into the body of one request.
"use strict";

const at = (id) => document.getElementById(id);

const size = (bytes) => {
  const units = ["bytes", "KiB", "MiB", "GiB"];
  let unit = 0;
  while (bytes >= 1024 && unit < units.length - 1) {
    bytes /= 1024;
    unit++;
  }
  return `${unit === 0 ? bytes : bytes.toFixed(1)} ${units[unit]}`;
};

const show = ({ artifact, url, role, expiresAt }) => {
  document.title = artifact.name;
  at("name").textContent = artifact.name;
  const until = new Date(expiresAt).toLocaleString();
  const pixels = artifact.width ? `, ${artifact.width} × ${artifact.height} pixels` : "";
  at("about").textContent = `${size(artifact.bytes)}${pixels}. You may ${role === "editor" ? "see and edit" : "see"} it until ${until}.`;
  const family = artifact.contentType.split("/")[0];
  if (["image/png", "image/jpeg", "image/gif", "image/webp"].includes(artifact.contentType)) {
    const picture = new Image();
    picture.src = url;
    picture.alt = artifact.name;
    at("view").replaceChildren(picture);
  } else if (family === "video" || family === "audio") {
    const player = document.createElement(family);
    player.src = url;
    player.controls = true;
    at("view").replaceChildren(player);
  }
  const link = at("download");
  link.href = url;
  link.download = artifact.name;
  link.hidden = false;
};

const open = async () => {
  const token = decodeURIComponent(location.hash.slice(1));
  at("view").replaceChildren();
  at("download").hidden = true;
  if (!token) {
    at("about").textContent = "This address is not complete: it has to end in # and what follows there. Copy all of it.";
    return;
  }
  try {
    const answer = await fetch("/api/v1/shared", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ token }),
    });
    const body = await answer.json();
    if (answer.ok) {
      show(body);
    } else {
      at("about").textContent = body.detail;
    }
  } catch {
    at("about").textContent = "The server cannot be reached. Try again.";
  }
};

addEventListener("hashchange", open);
open();
