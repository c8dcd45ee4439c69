package keys

import (
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/big"
)

// jwk is an RSA public key as RFC 7517 and RFC 7518 section 6.3 write it.
type jwk struct {
	Kty string `json:"kty"`
	Use string `json:"use"`
	Alg string `json:"alg"`
	Kid string `json:"kid"`
	N   string `json:"n"`
	E   string `json:"e"`
}

// JWKS builds the JSON Web Key Set (RFC 7517 section 5) that verifiers fetch from
// /.well-known/jwks.json. The order of the keys is kept.
func JWKS(public []PublicKey) []byte {
	set := struct {
		Keys []jwk `json:"keys"`
	}{Keys: make([]jwk, 0, len(public))}
	for _, p := range public {
		n, e := members(p.Key)
		set.Keys = append(set.Keys, jwk{Kty: "RSA", Use: "sig", Alg: "RS256", Kid: p.ID, N: n, E: e})
	}
	doc, err := json.Marshal(set)
	if err != nil {
		panic("keys: strings always marshal: " + err.Error())
	}
	return doc
}

// Thumbprint is the key's RFC 7638 JWK thumbprint with SHA-256, in base64url: the key
// id of this system, so that one key has one name wherever it is kept.
func Thumbprint(k *rsa.PublicKey) string {
	n, e := members(k)
	// RFC 7638 section 3.3: the required members only, in lexicographic order, no white space.
	sum := sha256.Sum256([]byte(`{"e":"` + e + `","kty":"RSA","n":"` + n + `"}`))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// members writes modulus and exponent as Base64urlUInt (RFC 7518 section 2).
func members(k *rsa.PublicKey) (n, e string) {
	enc := base64.RawURLEncoding
	return enc.EncodeToString(k.N.Bytes()), enc.EncodeToString(big.NewInt(int64(k.E)).Bytes())
}
