package local

import (
	"encoding/base64"
	"maps"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/aws/aws-lambda-go/events"
)

// What stands in events where AWS has an account, an API and a stage.
const (
	accountID = "000000000000"
	apiID     = "local"
	stage     = "local"
)

// requestTimeLayout is that of requestContext.requestTime: the common log format.
const requestTimeLayout = "02/Jan/2006:15:04:05 -0700"

// restEvent makes the proxy event of a request, as API Gateway does ("Input format of a
// Lambda function for proxy integration").
func restEvent(r *http.Request, to route, query url.Values, body []byte, requestID string, now time.Time) events.APIGatewayProxyRequest {
	ip, domain := sourceIP(r), domainOf(r)
	headers := eventHeaders(r, ip)
	method := r.Method
	if method == http.MethodHead && to.ops[method] == "" {
		method = http.MethodGet
	}
	e := events.APIGatewayProxyRequest{
		Resource: to.resource, Path: r.URL.EscapedPath(), HTTPMethod: method,
		Headers: lastOf(headers), MultiValueHeaders: headers,
		QueryStringParameters: lastOf(query), MultiValueQueryStringParameters: nilIfEmpty(query), PathParameters: nilIfEmpty(to.params),
		RequestContext: events.APIGatewayProxyRequestContext{
			AccountID: accountID, APIID: apiID, ResourceID: to.ops[method], Stage: stage,
			DomainName: domain, DomainPrefix: domainPrefix(domain), RequestID: requestID, ExtendedRequestID: requestID,
			Protocol: r.Proto, Identity: events.APIGatewayRequestIdentity{SourceIP: ip, UserAgent: r.UserAgent()},
			ResourcePath: to.resource, Path: r.URL.EscapedPath(), HTTPMethod: method,
			RequestTime: now.UTC().Format(requestTimeLayout), RequestTimeEpoch: now.UnixMilli(),
		},
	}
	if utf8.Valid(body) {
		e.Body = string(body)
	} else {
		e.Body, e.IsBase64Encoded = base64.StdEncoding.EncodeToString(body), true
	}
	return e
}

// eventHeaders gives the request's headers with the host and what API Gateway adds.
func eventHeaders(r *http.Request, ip string) map[string][]string {
	h := maps.Clone(map[string][]string(r.Header))
	h["Host"] = []string{r.Host}
	proto, port := "http", "80"
	if r.TLS != nil {
		proto, port = "https", "443"
	}
	if _, p, err := net.SplitHostPort(r.Host); err == nil {
		port = p
	}
	h["X-Forwarded-For"] = []string{strings.Join(append(append([]string{}, r.Header.Values("X-Forwarded-For")...), ip), ", ")}
	h["X-Forwarded-Port"], h["X-Forwarded-Proto"] = []string{port}, []string{proto}
	return h
}

// sourceIP is the address of the connection itself; no header can change it.
func sourceIP(r *http.Request) string {
	a, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return ""
	}
	return a.Addr().Unmap().WithZone("").String()
}

// domainOf is the host the client asked for, without the port.
func domainOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = r.Host
	}
	return strings.Trim(host, "[]")
}

func domainPrefix(domain string) string {
	prefix, _, _ := strings.Cut(domain, ".")
	return prefix
}

// lastOf is the single-value form of headers and queries: the last value counts.
func lastOf(multi map[string][]string) map[string]string {
	if len(multi) == 0 {
		return nil
	}
	single := make(map[string]string, len(multi))
	for name, values := range multi {
		if len(values) > 0 {
			single[name] = values[len(values)-1]
		}
	}
	return single
}

// nilIfEmpty makes an empty map null, as it is in AWS's events.
func nilIfEmpty[M ~map[string]V, V any](m M) map[string]V {
	if len(m) == 0 {
		return nil
	}
	return m
}
