package deploy

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/aio-creative-hub/aio/internal/edge"
	"github.com/aio-creative-hub/aio/internal/emulator"
	"github.com/aio-creative-hub/aio/shared/cloud"
)

// Synthesize runs the CDK app of a module and writes the assembly to a folder, which is an
// absolute path. The context is what `cdk deploy -c` would be told.
func Synthesize(ctx context.Context, root, dir string, context map[string]string) error {
	data, err := json.Marshal(context)
	if err != nil {
		return fmt.Errorf("deploy: %w", err)
	}
	cmd := exec.CommandContext(ctx, "go", "run", ".")
	cmd.Dir = filepath.Join(root, "infra")
	cmd.Env = append(os.Environ(), "CDK_OUTDIR="+dir, "CDK_CONTEXT_JSON="+string(data))
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("deploy: synthesize: %w\n%s", err, bytes.TrimSpace(out))
	}
	return nil
}

// Secret is what the edge before an emulator proves itself with, and what cursors are
// signed with there.
const Secret = "0123456789abcdef0123456789abcdef"

// ForEmulator is the context of a stage on an emulator, with the Secret.
func ForEmulator(stage, arch string) map[string]string {
	return map[string]string{"stage": stage, "region": emulator.Region, "account": emulator.Account, "mailFrom": "aio@example.org",
		"arch": arch, "emulator": "1", "originSecret": Secret, "cursorKey": Secret}
}

// ToEmulator synthesizes the stacks of a module into a folder and deploys them, with the
// programs that are in its dist. It gives the outputs of Deploy, and knows of the kinds of
// resources that the emulator only pretends to make.
func ToEmulator(ctx context.Context, root, dir string, at emulator.Target, settings map[string]string, pretends ...string) (map[string]string, error) {
	if err := Synthesize(ctx, root, dir, settings); err != nil {
		return nil, err
	}
	a, err := Read(dir)
	if err != nil {
		return nil, err
	}
	return New(at.Config(), nil).Pretends(pretends...).Deploy(ctx, a)
}

// Edge is an edge before a stage on an emulator, by the stacks' outputs.
func Edge(at emulator.Target, stage string, outputs map[string]string) (http.Handler, error) {
	api := at.Endpoint + "/_aws/execute-api/"
	return edge.New(edge.Options{Secret: Secret, Rest: api + outputs[cloud.Name(stage, "api")+".RestApi"] + "/" + cloud.RestStage,
		Socket: api + outputs[cloud.Name(stage, "realtime")+".SocketApi"] + "/" + cloud.SocketStage})
}
