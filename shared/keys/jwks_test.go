package keys

import (
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"testing"
)

// rfcN is the modulus of the example in RFC 7638 section 3.1.
const rfcN = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMs" +
	"tn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbI" +
	"SD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"

func rfcKey(t *testing.T) *rsa.PublicKey {
	t.Helper()
	n, err := base64.RawURLEncoding.DecodeString(rfcN)
	if err != nil {
		t.Fatal(err)
	}
	return &rsa.PublicKey{N: new(big.Int).SetBytes(n), E: 65537}
}

func TestThumbprintOfTheRFC(t *testing.T) {
	if got, want := Thumbprint(rfcKey(t)), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"; got != want {
		t.Errorf("thumbprint %s, want %s", got, want)
	}
}

func TestJWKS(t *testing.T) {
	key := rfcKey(t)
	var got struct{ Keys []map[string]string }
	if err := json.Unmarshal(JWKS([]PublicKey{{ID: "a", Key: key}, {ID: "b", Key: key}}), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Keys) != 2 {
		t.Fatalf("%d keys, want 2", len(got.Keys))
	}
	for i, kid := range []string{"a", "b"} {
		for name, want := range map[string]string{"kty": "RSA", "use": "sig", "alg": "RS256", "kid": kid, "n": rfcN, "e": "AQAB"} {
			if got.Keys[i][name] != want {
				t.Errorf("key %d: %s is %q, want %q", i, name, got.Keys[i][name], want)
			}
		}
		if len(got.Keys[i]) != 6 {
			t.Errorf("key %d has members beyond the public ones: %v", i, got.Keys[i])
		}
	}
	if empty := string(JWKS(nil)); empty != `{"keys":[]}` {
		t.Errorf("no keys: %s", empty)
	}
}
