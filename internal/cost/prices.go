package main

// price is what a service asks for one unit, in US dollars, in us-east-1.
type price struct {
	usd  float64
	of   string // the unit
	page string // of AWS's site that says so
}

// taken is when the prices were copied by hand from the public pages; other regions differ
// by up to a third. Free tiers are left out: they end, or are for all of an account.
const taken = "2025"

// prices by what is used.
var prices = map[string]price{
	"Lambda time":         {0.0000133334, "GB-second, arm64", "lambda/pricing"},
	"Lambda requests":     {0.20e-6, "request", "lambda/pricing"},
	"REST requests":       {3.50e-6, "request", "api-gateway/pricing"},
	"WebSocket messages":  {1.00e-6, "message of 32 KB", "api-gateway/pricing"},
	"WebSocket minutes":   {0.25e-6, "minute of a connection", "api-gateway/pricing"},
	"DynamoDB writes":     {0.625e-6, "write request unit", "dynamodb/pricing/on-demand"},
	"DynamoDB reads":      {0.125e-6, "read request unit", "dynamodb/pricing/on-demand"},
	"S3 writes":           {0.005e-3, "PUT or COPY", "s3/pricing"},
	"S3 reads":            {0.0004e-3, "GET", "s3/pricing"},
	"KMS requests":        {0.03e-4, "request", "kms/pricing"},
	"KMS keys":            {1, "key a month", "kms/pricing"},
	"EventBridge events":  {1.00e-6, "event", "eventbridge/pricing"},
	"SES mails":           {0.10e-3, "mail", "ses/pricing"},
	"SQS requests":        {0.40e-6, "request", "sqs/pricing"},
	"CloudFront requests": {0.0100e-4, "HTTPS request", "cloudfront/pricing"},
	"CloudFront bytes":    {0.085e-9, "byte", "cloudfront/pricing"},
	"WAF requests":        {0.60e-6, "request", "waf/pricing"},
	"WAF lists":           {5, "web ACL a month", "waf/pricing"},
	"WAF rules":           {1, "rule a month", "waf/pricing"},
	"alarms":              {0.10, "alarm a month", "cloudwatch/pricing"},
	"log bytes":           {0.50e-9, "byte taken in", "cloudwatch/pricing"},
	"secrets":             {0.40, "secret a month", "secrets-manager/pricing"},
}
