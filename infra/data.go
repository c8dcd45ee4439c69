package main

import (
	"time"

	"github.com/aio-creative-hub/aio/shared/blob"
	"github.com/aio-creative-hub/aio/shared/cloud"
	"github.com/aio-creative-hub/aio/shared/store"
)

// data makes what keeps data, and the keys that protect it.
func (st *stack) data() {
	for _, name := range store.Tables() {
		st.table(name)
	}
	st.bucket()
	st.keys()
	st.events()
	if !st.s.Emulator {
		st.secrets()
	}
}

// table makes a table of the store with its indexes. Its stream brings events to the bus.
func (st *stack) table(name string) {
	key := func(pk, sk string) list {
		return list{props{"AttributeName": pk, "KeyType": "HASH"}, props{"AttributeName": sk, "KeyType": "RANGE"}}
	}
	attributes := list{}
	text := func(names ...string) {
		for _, n := range names {
			attributes = append(attributes, props{"AttributeName": n, "AttributeType": "S"})
		}
	}
	text("pk", "sk")
	indexes := list{}
	for _, index := range store.Indexes(name) {
		pk, sk := cloud.IndexKeys(index)
		text(pk, sk)
		indexes = append(indexes, props{"IndexName": index, "KeySchema": key(pk, sk), "Projection": props{"ProjectionType": "ALL"}})
	}
	st.kept("Table"+camel(name), "AWS::DynamoDB::Table", props{
		"TableName": cloud.TableName(st.s.Stage, name), "BillingMode": "PAY_PER_REQUEST",
		"AttributeDefinitions": attributes, "KeySchema": key("pk", "sk"), "GlobalSecondaryIndexes": indexes,
		"TimeToLiveSpecification":          props{"AttributeName": "ttl", "Enabled": true},
		"StreamSpecification":              props{"StreamViewType": "NEW_IMAGE"},
		"SSESpecification":                 props{"SSEEnabled": true, "SSEType": "KMS"},
		"PointInTimeRecoverySpecification": props{"PointInTimeRecoveryEnabled": true},
		"DeletionProtectionEnabled":        st.s.Production, "Tags": st.tags(),
	})
	st.add("Stream"+camel(name), "AWS::SSM::Parameter", props{"Type": "String", "Name": streamParameter(st.s.Stage, name), "Value": att("Table"+camel(name), "StreamArn")})
}

// streamParameter is the SSM parameter with the ARN of a table's stream, which holds the
// time of its making.
func streamParameter(stage, table string) string {
	return "/" + cloud.Product + "/" + stage + "/stream/" + table
}

// abortDays is how many days an upload in parts may take: blob.UploadLife.
const abortDays = int(blob.UploadLife / (24 * time.Hour))

// bucket makes the bucket of all bytes, which nobody reaches but by signed requests.
func (st *stack) bucket() {
	rules := list{props{"Id": "uploads", "Status": "Enabled", "AbortIncompleteMultipartUpload": props{"DaysAfterInitiation": abortDays}}}
	for _, area := range []blob.Area{blob.Temp, blob.Exports} {
		life, _ := blob.Lifetime(area)
		rules = append(rules, props{"Id": string(area), "Status": "Enabled", "Prefix": string(area) + "/", "ExpirationInDays": int(life / (24 * time.Hour)),
			"NoncurrentVersionExpiration": props{"NoncurrentDays": 1}})
	}
	rules = append(rules, props{"Id": "old-versions", "Status": "Enabled", "NoncurrentVersionExpiration": props{"NoncurrentDays": keepVersions}})
	st.kept("Blobs", "AWS::S3::Bucket", props{
		"BucketName":                     cloud.BucketName(st.s.Stage, st.s.Account, st.s.Region),
		"PublicAccessBlockConfiguration": blockPublic(),
		"OwnershipControls":              props{"Rules": list{props{"ObjectOwnership": "BucketOwnerEnforced"}}},
		"BucketEncryption": props{"ServerSideEncryptionConfiguration": list{props{"BucketKeyEnabled": true,
			"ServerSideEncryptionByDefault": props{"SSEAlgorithm": "aws:kms"}}}},
		"VersioningConfiguration": props{"Status": map[bool]string{true: "Enabled", false: "Suspended"}[st.s.Production]},
		"LifecycleConfiguration":  props{"Rules": rules},
		"CorsConfiguration": props{"CorsRules": list{props{"AllowedMethods": list{"GET", "PUT"}, "AllowedOrigins": list{st.origin()},
			"AllowedHeaders": list{"content-type", "x-amz-checksum-sha256", "range"}, "ExposedHeaders": list{"ETag", "Content-Range"}, "MaxAge": corsAge}}},
		"Tags": st.tags(),
	})
	st.add("BlobsPolicy", "AWS::S3::BucketPolicy", props{"Bucket": ref("Blobs"), "PolicyDocument": tlsOnly("Blobs")})
}

const (
	keepVersions = 7    // days that replaced and deleted objects can be restored in production
	corsAge      = 3600 // seconds a browser remembers what the bucket allows
)

// origin is where the app's pages come from.
func (st *stack) origin() string {
	if st.s.Domain != "" {
		return "https://" + st.s.Domain
	}
	return "https://*.cloudfront.net" // its name is made up later; a signed request is needed in any case
}

func blockPublic() props {
	return props{"BlockPublicAcls": true, "BlockPublicPolicy": true, "IgnorePublicAcls": true, "RestrictPublicBuckets": true}
}

// tlsOnly refuses requests to a bucket that are not encrypted.
func tlsOnly(bucket string, more ...any) props {
	return props{"Version": "2012-10-17", "Statement": append(list{props{"Sid": "TlsOnly", "Effect": "Deny", "Principal": "*", "Action": "s3:*",
		"Resource":  list{att(bucket, "Arn"), props{"Fn::Join": list{"", list{att(bucket, "Arn"), "/*"}}}},
		"Condition": props{"Bool": props{"aws:SecureTransport": "false"}}}}, more...)}
}

// keys makes the KMS keys: one that seals secrets, and the first two that sign tokens.
func (st *stack) keys() {
	st.key("SealKey", "fields", props{"EnableKeyRotation": true})
	for _, id := range []string{"SigningKeyCurrent", "SigningKeyNext"} {
		st.key(id, "tokens", props{"KeySpec": "RSA_2048", "KeyUsage": "SIGN_VERIFY"})
	}
	for id, name := range keyParameters(st.s.Stage) {
		st.add("Parameter"+id, "AWS::SSM::Parameter", props{"Type": "String", "Name": name, "Value": att(id, "Arn")})
	}
}

// keyParameters are the SSM parameters with the ARNs of the keys, which KMS makes up.
func keyParameters(stage string) map[string]string {
	out := map[string]string{}
	for _, id := range []string{"SealKey", "SigningKeyCurrent", "SigningKeyNext"} {
		out[id] = "/" + cloud.Product + "/" + stage + "/key/" + id
	}
	return out
}

// key makes a KMS key that IAM policies of the account may grant.
func (st *stack) key(id, purpose string, p props) {
	p["Description"] = st.name(purpose)
	p["KeyPolicy"] = props{"Version": "2012-10-17", "Statement": list{accountKeys()}}
	p["Tags"] = append(st.tags(), props{"Key": cloud.PurposeTag, "Value": purpose})
	st.kept(id, "AWS::KMS::Key", p)
}

// accountKeys leaves a key to the account's IAM policies.
func accountKeys() props {
	return props{"Sid": "Account", "Effect": "Allow", "Principal": props{"AWS": sub("arn:${AWS::Partition}:iam::${AWS::AccountId}:root")}, "Action": "kms:*", "Resource": "*"}
}

// deadLetterDays is how long dead letters wait for somebody to look at them: SQS's limit.
const deadLetterDays = 14

// events makes the bus and the queue of what nobody could consume.
func (st *stack) events() {
	st.add("Bus", "AWS::Events::EventBus", props{"Name": cloud.BusName(st.s.Stage)})
	st.add("DeadLetters", "AWS::SQS::Queue", props{"QueueName": cloud.DeadLetterQueue(st.s.Stage), "SqsManagedSseEnabled": true,
		"MessageRetentionPeriod": int((deadLetterDays * 24 * time.Hour).Seconds()), "Tags": st.tags()})
	st.add("DeadLettersPolicy", "AWS::SQS::QueuePolicy", props{"Queues": list{ref("DeadLetters")}, "PolicyDocument": props{"Version": "2012-10-17", "Statement": list{
		props{"Sid": "Rules", "Effect": "Allow", "Principal": props{"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": att("DeadLetters", "Arn"),
			"Condition": props{"ArnLike": props{"aws:SourceArn": arn("events", "rule/"+cloud.BusName(st.s.Stage)+"/*")}}},
		props{"Sid": "TlsOnly", "Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": att("DeadLetters", "Arn"),
			"Condition": props{"Bool": props{"aws:SecureTransport": "false"}}},
	}}})
}

// secrets generates what the edge proves itself with, and what cursors are signed with.
// The previous origin secret is empty until the first rotation: docs/cloud.md.
func (st *stack) secrets() {
	for _, one := range []struct{ name, template, key string }{{"origin", `{"previous":""}`, "current"}, {"cursor", `{}`, "key"}} {
		st.kept("Secret"+camel(one.name), "AWS::SecretsManager::Secret", props{"Name": st.name(one.name), "Description": st.name(one.name), "Tags": st.tags(),
			"GenerateSecretString": props{"SecretStringTemplate": one.template, "GenerateStringKey": one.key, "PasswordLength": secretLength, "ExcludePunctuation": true}})
	}
}

const secretLength = 48 // letters and digits: some 285 bits

// secret is a value of a generated secret, which CloudFormation puts in when it deploys.
func (st *stack) secret(name, key string) string {
	return "{{resolve:secretsmanager:" + st.name(name) + ":SecretString:" + key + "}}"
}
