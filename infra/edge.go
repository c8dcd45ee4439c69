package main

import (
	"encoding/json"
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"

	"github.com/aio-creative-hub/aio/shared/cloud"
	"github.com/aio-creative-hub/aio/shared/csp"
	"github.com/aio-creative-hub/aio/shared/function"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/web"
)

// viewerFunction runs at the edge before each request: it says who asks, and for which
// host, in headers that nobody else can set.
const viewerFunction = `function handler(event) {
  var request = event.request;
  request.headers['%s'] = { value: event.viewer.ip };
  request.headers['%s'] = { value: request.headers.host ? request.headers.host.value : '' };
  return request;
}`

// pagesFunction runs before each request for the web app: the addresses that the app shows
// something at are its one page. All others are files, or nothing.
const pagesFunction = `function handler(event) {
  var request = event.request;
  if (%s.indexOf(request.uri.split('/')[1]) >= 0) {
    request.uri = '/index.html';
  }
  return request;
}`

// CloudFront's managed policies ("Use managed cache policies", "… origin request policies").
const (
	cacheNothing   = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad" // CachingDisabled
	cacheOptimized = "658327ea-f89d-4fab-a63d-7e88639e58f6" // CachingOptimized, with compression
	allButHost     = "b689b0a8-53d0-40ab-baf2-68738e2966ac" // AllViewerExceptHostHeader
)

const hstsSeconds = 31536000 // a year

// edge makes CloudFront's distribution, the one host of app, API and sockets, and its
// firewall. A firewall of CloudFront is in us-east-1, wherever the rest is.
func (st *stack) edge() error {
	firewall, err := st.firewall()
	if err != nil {
		return err
	}
	policy, err := csp.Site{Secure: true, Blobs: st.blobOrigin()}.Pages()
	if err != nil {
		return fmt.Errorf("edge: %w", err)
	}
	st.pages(policy)
	st.add("Viewer", "AWS::CloudFront::Function", props{"Name": st.name("viewer"), "AutoPublish": true,
		"FunctionConfig": props{"Runtime": "cloudfront-js-2.0", "Comment": "says who asks"},
		"FunctionCode":   fmt.Sprintf(viewerFunction, lower(function.HeaderClient), lower(function.HeaderHost))})
	names, err := json.Marshal(web.PageNames())
	if err != nil {
		return fmt.Errorf("edge: %w", err)
	}
	st.add("PagesViewer", "AWS::CloudFront::Function", props{"Name": st.name("pages"), "AutoPublish": true,
		"FunctionConfig": props{"Runtime": "cloudfront-js-2.0", "Comment": "one page for all of the app's addresses"},
		"FunctionCode":   fmt.Sprintf(pagesFunction, names)})
	api := func(id string, parameter props, path string) props {
		return props{"Id": id, "OriginPath": path, "DomainName": props{"Fn::Join": list{"", list{parameter, sub(".execute-api.${AWS::Region}.${AWS::URLSuffix}")}}},
			"CustomOriginConfig":  props{"OriginProtocolPolicy": "https-only", "OriginSSLProtocols": list{"TLSv1.2"}, "OriginReadTimeout": originSeconds},
			"OriginCustomHeaders": list{props{"HeaderName": function.HeaderSecret, "HeaderValue": st.secret("origin", "current")}}}
	}
	behaviour := func(origin string) props {
		return props{"TargetOriginId": origin, "ViewerProtocolPolicy": "https-only", "AllowedMethods": list{"GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"},
			"CachePolicyId": cacheNothing, "OriginRequestPolicyId": allButHost, "Compress": true,
			"FunctionAssociations": list{props{"EventType": "viewer-request", "FunctionARN": att("Viewer", "FunctionARN")}}}
	}
	behaviours := list{}
	for path, origin := range map[string]string{"/api/*": "rest", "/health": "rest", "/.well-known/*": "rest", "/" + cloud.SocketStage: "socket"} {
		b := behaviour(origin)
		b["PathPattern"] = path
		behaviours = append(behaviours, b)
	}
	sortBy(behaviours, "PathPattern")
	distribution := props{
		"Enabled": true, "Comment": st.name("edge"), "HttpVersion": "http2and3", "IPV6Enabled": true, "DefaultRootObject": "index.html", "WebACLId": firewall,
		"Origins": list{api("rest", st.parameter("RestApi", restParameter(st.s.Stage)), "/"+cloud.RestStage), api("socket", st.socketID(), ""),
			props{"Id": "pages", "DomainName": att("Pages", "RegionalDomainName"), "S3OriginConfig": props{"OriginAccessIdentity": ""}, "OriginAccessControlId": att("PagesAccess", "Id")}},
		"DefaultCacheBehavior": props{"TargetOriginId": "pages", "ViewerProtocolPolicy": "redirect-to-https", "CachePolicyId": cacheOptimized, "Compress": true,
			"ResponseHeadersPolicyId": ref("PageHeaders"), "FunctionAssociations": list{props{"EventType": "viewer-request", "FunctionARN": att("PagesViewer", "FunctionARN")}}},
		"CacheBehaviors":    behaviours,
		"Logging":           props{"Bucket": att("EdgeLogs", "DomainName"), "IncludeCookies": false},
		"ViewerCertificate": props{"CloudFrontDefaultCertificate": true},
	}
	if st.s.Domain != "" {
		distribution["Aliases"] = list{st.s.Domain}
		distribution["ViewerCertificate"] = props{"AcmCertificateArn": st.s.Cert, "SslSupportMethod": "sni-only", "MinimumProtocolVersion": "TLSv1.2_2021"}
	}
	st.add("Distribution", "AWS::CloudFront::Distribution", props{"DistributionConfig": distribution, "Tags": st.tags()})
	st.output("Url", props{"Fn::Join": list{"", list{"https://", att("Distribution", "DomainName")}}})
	st.output("PagesBucket", ref("Pages"))
	return nil
}

// blobOrigin is where signed addresses of files lead to.
func (st *stack) blobOrigin() string {
	return "https://" + cloud.BucketName(st.s.Stage, st.s.Account, st.s.Region) + ".s3." + st.s.Region + ".amazonaws.com"
}

// originSeconds is how long an answer may take: API Gateway's own limit is 29.
const originSeconds = 30

// pages makes the bucket of the web app's files, which only the distribution reads, and
// the headers that they are sent with.
func (st *stack) pages(policy string) {
	bucket := func(id, name string, more props) {
		p := props{"BucketName": st.name(name + "-" + st.s.Account), "PublicAccessBlockConfiguration": blockPublic(), "Tags": st.tags(),
			"BucketEncryption": props{"ServerSideEncryptionConfiguration": list{props{"ServerSideEncryptionByDefault": props{"SSEAlgorithm": "AES256"}}}}}
		for k, v := range more {
			p[k] = v
		}
		st.kept(id, "AWS::S3::Bucket", p)
	}
	bucket("Pages", "pages", props{"OwnershipControls": props{"Rules": list{props{"ObjectOwnership": "BucketOwnerEnforced"}}}})
	bucket("EdgeLogs", "edge-logs", props{"OwnershipControls": props{"Rules": list{props{"ObjectOwnership": "BucketOwnerPreferred"}}}, // CloudFront writes logs by ACL
		"LifecycleConfiguration": props{"Rules": list{props{"Id": "old", "Status": "Enabled", "ExpirationInDays": logDays}}}})
	st.add("EdgeLogsPolicy", "AWS::S3::BucketPolicy", props{"Bucket": ref("EdgeLogs"), "PolicyDocument": tlsOnly("EdgeLogs")})
	st.add("PagesAccess", "AWS::CloudFront::OriginAccessControl", props{"OriginAccessControlConfig": props{"Name": st.name("pages"), "OriginAccessControlOriginType": "s3", "SigningBehavior": "always", "SigningProtocol": "sigv4"}})
	st.add("PagesPolicy", "AWS::S3::BucketPolicy", props{"Bucket": ref("Pages"), "PolicyDocument": tlsOnly("Pages", props{"Sid": "Edge", "Effect": "Allow",
		"Principal": props{"Service": "cloudfront.amazonaws.com"}, "Action": "s3:GetObject", "Resource": props{"Fn::Join": list{"", list{att("Pages", "Arn"), "/*"}}},
		"Condition": props{"StringEquals": props{"aws:SourceArn": props{"Fn::Join": list{"", list{sub("arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/"), ref("Distribution")}}}}}})})
	st.add("PageHeaders", "AWS::CloudFront::ResponseHeadersPolicy", props{"ResponseHeadersPolicyConfig": props{"Name": st.name("pages"), "SecurityHeadersConfig": props{
		"ContentSecurityPolicy":   props{"ContentSecurityPolicy": policy, "Override": true},
		"ContentTypeOptions":      props{"Override": true},
		"FrameOptions":            props{"FrameOption": "DENY", "Override": true},
		"ReferrerPolicy":          props{"ReferrerPolicy": "no-referrer", "Override": true},
		"StrictTransportSecurity": props{"AccessControlMaxAgeSec": hstsSeconds, "IncludeSubdomains": true, "Override": true},
	}}})
}

const firewallRegion = "us-east-1"

// firewall makes the firewall and gives its ARN, in a stack of its own if it must be
// elsewhere.
func (st *stack) firewall() (any, error) {
	at := st
	if st.s.Region != firewallRegion {
		s := st.s
		s.Region = firewallRegion
		at = newStackWith(awscdk.App(st.Node().Root().(awscdk.App)), s, "firewall", true) //nolint:forcetypeassert // a stack's root is its app
	}
	rule, ok := function.DefaultLimits()[operation.LimitGlobal]
	if !ok {
		return nil, fmt.Errorf("edge: there is no global limit")
	}
	visible := func(name string) props {
		return props{"SampledRequestsEnabled": true, "CloudWatchMetricsEnabled": true, "MetricName": name}
	}
	rules := list{props{"Name": "rate", "Priority": 0, "Action": props{"Block": props{"CustomResponse": props{"ResponseCode": 429}}}, "VisibilityConfig": visible("rate"),
		"Statement": props{"RateBasedStatement": props{"Limit": rule.Events, "EvaluationWindowSec": int(rule.Period.Seconds()), "AggregateKeyType": "IP"}}}}
	for i, name := range []string{"AWSManagedRulesAmazonIpReputationList", "AWSManagedRulesKnownBadInputsRuleSet", "AWSManagedRulesCommonRuleSet"} {
		statement := props{"VendorName": "AWS", "Name": name}
		if name == "AWSManagedRulesCommonRuleSet" { // bodies of up to a megabyte are ours to check
			statement["RuleActionOverrides"] = list{props{"Name": "SizeRestrictions_BODY", "ActionToUse": props{"Count": props{}}}}
		}
		rules = append(rules, props{"Name": name, "Priority": i + 1, "OverrideAction": props{"None": props{}}, "VisibilityConfig": visible(name), "Statement": props{"ManagedRuleGroupStatement": statement}})
	}
	acl := at.add("Firewall", "AWS::WAFv2::WebACL", props{"Name": st.name("firewall"), "Scope": "CLOUDFRONT", "DefaultAction": props{"Allow": props{}},
		"VisibilityConfig": visible("firewall"), "Rules": rules, "Tags": st.tags()})
	if at != st {
		st.AddStackDependency(at.Stack, nil)
		return awscdk.Token_AsString(acl.GetAtt(str("Arn"), awscdk.ResolutionTypeHint_STRING), nil), nil
	}
	return att("Firewall", "Arn"), nil
}
