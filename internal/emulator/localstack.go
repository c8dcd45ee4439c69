package emulator

import (
	"archive/zip"
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/aio-creative-hub/aio/internal/install"
)

//go:embed localstack
var localstackPins embed.FS

// minLocalStackPython is the least minor version of Python 3 that LocalStack 4.14 runs on:
// on older ones it starts, and fails at the first calls.
const minLocalStackPython = 13

// InstallLocalStack installs LocalStack (some ninety seconds, 550 MB) and gives its folder.
// It needs Python, a JDK of 17 or newer, and Maven.
func InstallLocalStack() (string, error) {
	pins, err := fs.Sub(localstackPins, "localstack")
	if err != nil {
		return "", err
	}
	ctx := context.Background()
	return install.Once("localstack", pins, func(dir string) error {
		p, err := install.Python(ctx, minLocalStackPython)
		if err != nil {
			return err
		}
		for _, name := range []string{"java", "javac", "mvn"} {
			if _, err := exec.LookPath(name); err != nil {
				return fmt.Errorf("%s is missing: a JDK of 17 or newer and Maven are needed", name)
			}
		}
		copied := filepath.Join(dir, "pins")
		if err := os.CopyFS(copied, pins); err != nil {
			return err
		}
		return errors.Join(
			install.Environment(ctx, p, dir, filepath.Join(copied, "requirements.txt")),
			install.Run(ctx, dir, filepath.Join(dir, "venv", "bin", "pip"), "install", "--quiet", "--disable-pip-version-check", "--no-deps", filepath.Join(copied, "plugin")),
			dynamoDBLocal(ctx, dir, filepath.Join(copied, "java")),
		)
	})
}

// libDir is where LocalStack looks for what it would otherwise download, below its root.
const libDir = "root/var/lib/localstack/lib"

// dynamoDBLocal puts DynamoDB Local where LocalStack looks for it: Maven's jar with a main
// class that listens on the loopback interface only, and an agent that does nothing.
func dynamoDBLocal(ctx context.Context, dir, sources string) error {
	lib := filepath.Join(dir, libDir, "dynamodb-local", "2")
	jars := filepath.Join(lib, "DynamoDBLocal_lib")
	if err := makeDirs(dir, libDir+"/java", libDir+"/dynamodb-local/2/DynamoDBLocal_lib"); err != nil {
		return err
	}
	if err := install.Run(ctx, dir, "mvn", "-q", "-B", "-f", filepath.Join(sources, "pom.xml"), "dependency:copy-dependencies", "-DincludeScope=runtime", "-DoutputDirectory="+jars); err != nil {
		return err
	}
	for _, pattern := range []string{"mockito*", "hamcrest*", "objenesis*"} { // of its own tests
		some, _ := filepath.Glob(filepath.Join(jars, pattern))
		for _, path := range some {
			if err := os.Remove(path); err != nil {
				return err
			}
		}
	}
	if err := install.Run(ctx, sources, "javac", "-cp", jars+"/*", "-d", lib, "Local.java", "Agent.java"); err != nil {
		return err
	}
	if err := errors.Join(
		mainJar(lib, jars),
		jar(filepath.Join(lib, "ddb-local-loader-0.1.jar"), "Premain-Class: Agent", filepath.Join(lib, "Agent.class")),
	); err != nil {
		return err
	}
	home, err := javaHome()
	if err != nil {
		return err
	}
	return os.Symlink(home, filepath.Join(dir, libDir, "java", "21"))
}

// mainJar is the jar that LocalStack starts, with Maven's beside it on its class path.
func mainJar(lib, jars string) error {
	all, err := filepath.Glob(filepath.Join(jars, "*.jar"))
	if err != nil {
		return err
	}
	slices.Sort(all)
	path := "Class-Path:"
	for _, p := range all {
		path += " DynamoDBLocal_lib/" + filepath.Base(p)
	}
	return jar(filepath.Join(lib, "DynamoDBLocal.jar"), "Main-Class: Local\n"+path, filepath.Join(lib, "Local.class"))
}

// jar writes a jar with a manifest and one class.
func jar(path, manifest, class string) (err error) {
	f, err := os.Create(path) //nolint:gosec // below the cache
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	z := zip.NewWriter(f)
	w, err := z.Create("META-INF/MANIFEST.MF")
	if err != nil {
		return err
	}
	if _, err := w.Write([]byte(manifestLines("Manifest-Version: 1.0\n" + manifest))); err != nil {
		return err
	}
	data, err := os.ReadFile(class) //nolint:gosec // what was just compiled
	if err != nil {
		return err
	}
	if w, err = z.Create(filepath.Base(class)); err != nil {
		return err
	}
	if _, err := w.Write(data); err != nil {
		return err
	}
	return z.Close()
}

// manifestLines breaks lines at 72 bytes, as manifests are (JAR File Specification).
func manifestLines(text string) string {
	const width = 70
	var b strings.Builder
	for _, line := range strings.Split(text, "\n") {
		for len(line) > width {
			b.WriteString(line[:width] + "\r\n")
			line = " " + line[width:]
		}
		b.WriteString(line + "\r\n")
	}
	return b.String() + "\r\n"
}

// javaHome is where the JDK is.
func javaHome() (string, error) {
	if home := os.Getenv("JAVA_HOME"); home != "" {
		return home, nil
	}
	path, err := exec.LookPath("java")
	if err != nil {
		return "", err
	}
	if path, err = filepath.EvalSymlinks(path); err != nil {
		return "", err
	}
	return filepath.Dir(filepath.Dir(path)), nil
}

// StartLocalStack starts it.
func StartLocalStack() (*Running, error) {
	dir, err := InstallLocalStack()
	if err != nil {
		return nil, err
	}
	return start("localstack", func(state string, port int) (*exec.Cmd, error) {
		if err := makeDirs(state, "tmp"); err != nil {
			return nil, err
		}
		at := "127.0.0.1:" + strconv.Itoa(port)
		tmp := filepath.Join(state, "tmp")
		cmd := exec.Command(filepath.Join(dir, "venv", "bin", "python"), "-m", "localstack.runtime.main") //nolint:gosec,noctx // what was installed; Stop ends it
		cmd.Env = append(os.Environ(),
			"OVERRIDE_IN_DOCKER=0", "FILESYSTEM_ROOT="+filepath.Join(dir, "root"), "TMPDIR="+tmp, "LOCALSTACK_VOLUME_DIR="+filepath.Join(state, "volume"),
			"GATEWAY_LISTEN="+at, "LOCALSTACK_HOST="+at, "GATEWAY_SERVER=loopback", "DNS_ADDRESS=0",
			"DISABLE_EVENTS=1", "SKIP_SSL_CERT_DOWNLOAD=1", "EAGER_SERVICE_LOADING=0", // nothing is fetched from outside
			"LAMBDA_RUNTIME_EXECUTOR=process", "LAMBDA_SYNCHRONOUS_CREATE=1", "CFN_NO_WAIT_ITERATIONS=100", // halves the time of stacks
			"PROVIDER_OVERRIDE_DYNAMODB=v2", "PROVIDER_OVERRIDE_DYNAMODBSTREAMS=v2", // streams of DynamoDB Local itself
			"S3_SKIP_SIGNATURE_VALIDATION=0", "JAVA_TOOL_OPTIONS=-Djava.io.tmpdir="+tmp+" -XX:-UsePerfData")
		return cmd, nil
	})
}
