package lambdatest

import (
	"archive/zip"
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/aio-creative-hub/aio/internal/emulator"
	"github.com/aio-creative-hub/aio/internal/lambdatest/forward"
)

const (
	patience = 60 * time.Second // for an emulator to make a function
	poll     = 50 * time.Millisecond
	memoryMB = 128
	// Role is what functions run as; emulators do not look at it.
	Role = "arn:aws:iam::" + emulator.Account + ":role/test"
)

// Deploy makes the Lambda function of that name, waits until it can be called, and
// deletes it when the test ends.
func (h *Host) Deploy(t *testing.T, name string, f Function) {
	t.Helper()
	h.Set(name, f.Handle)
	seconds := int32((f.Timeout + time.Second - 1) / time.Second)
	_, err := h.Client.CreateFunction(t.Context(), &lambda.CreateFunctionInput{
		FunctionName: &name, Role: aws.String(Role), Runtime: types.RuntimeProvidedal2023, Handler: aws.String("bootstrap"),
		Architectures: []types.Architecture{architecture()}, Timeout: &seconds, MemorySize: aws.Int32(memoryMB),
		Code:        &types.FunctionCode{ZipFile: h.zip},
		Environment: &types.Environment{Variables: map[string]string{forward.EnvTo: h.address + "/" + name}},
	})
	if err != nil {
		t.Fatalf("function %s: %v", name, err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), patience)
		defer cancel()
		if _, err := h.Client.DeleteFunction(ctx, &lambda.DeleteFunctionInput{FunctionName: &name}); err != nil {
			t.Logf("function %s is left behind: %v", name, err)
		}
	})
	for end := time.Now().Add(patience); ; time.Sleep(poll) {
		got, err := h.Client.GetFunction(t.Context(), &lambda.GetFunctionInput{FunctionName: &name})
		if err == nil && got.Configuration.State == types.StateActive {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("function %s does not become active: %v", name, err)
		}
	}
}

func architecture() types.Architecture {
	if runtime.GOARCH == "arm64" {
		return types.ArchitectureArm64
	}
	return types.ArchitectureX8664
}

// build builds the bootstrap for Lambda's system on this machine's processor, and packs it.
func build(t *testing.T) []byte {
	t.Helper()
	file := filepath.Join(t.TempDir(), "bootstrap")
	cmd := exec.CommandContext(t.Context(), "go", "build", "-tags", "lambda.norpc", "-ldflags", "-s -w", "-o", file,
		"github.com/aio-creative-hub/aio/internal/lambdatest/bootstrap")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH="+runtime.GOARCH)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("build the bootstrap: %v\n%s", err, out)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return pack(t, data)
}

// pack makes the zip that Lambda takes.
func pack(t *testing.T, bootstrap []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	header := &zip.FileHeader{Name: "bootstrap", Method: zip.Deflate}
	header.SetMode(0o755)
	w, err := z.CreateHeader(header)
	if err == nil {
		_, err = w.Write(bootstrap)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
