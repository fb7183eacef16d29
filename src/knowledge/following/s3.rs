//! An S3-compatible store: `s3://BUCKET/FOLDER`, with the environment variables that every tool for S3 knows.

use rusty_s3::{Bucket, Credentials, S3Action, UrlStyle};
use std::time::Duration;

/// Where the store is.
const ENDPOINT: &str = "AWS_ENDPOINT_URL";
const REGION: &str = "AWS_REGION";
/// What stores other than Amazon's accept.
const ANY_REGION: &str = "us-east-1";
/// A signed address is of no use after this time.
const VALID: Duration = Duration::from_hours(1);

/// A folder in a bucket, and who asks.
pub(super) struct Objects {
    bucket: Bucket,
    folder: String,
    credentials: Option<Credentials>,
}

/// What is done with an object.
#[derive(Debug, Clone, Copy)]
pub(super) enum Action {
    Get,
    Head,
    Put,
}

impl Objects {
    /// From what comes after `s3://` and the environment. The error says what to set.
    pub(super) fn new(rest: &str, environment: &dyn Fn(&str) -> Option<String>) -> Result<Self, String> {
        let (bucket, folder) = rest.split_once('/').unwrap_or((rest, ""));
        if bucket.is_empty() {
            return Err("write s3://BUCKET or s3://BUCKET/FOLDER".to_owned());
        }
        let set = |name: &str| environment(name).filter(|value| !value.is_empty());
        let endpoint = set(ENDPOINT).ok_or_else(|| {
            format!(
                "set the environment variable {ENDPOINT} to the address of the store, such as https://s3.example.nl"
            )
        })?;
        let endpoint = endpoint.parse().map_err(|error| format!("{ENDPOINT}: {error}"))?;
        let region = set(REGION).unwrap_or_else(|| ANY_REGION.to_owned());
        let bucket = Bucket::new(endpoint, UrlStyle::Path, bucket.to_owned(), region)
            .map_err(|error| format!("{ENDPOINT} and bucket `{bucket}`: {error}"))?;
        let credentials = match (set("AWS_ACCESS_KEY_ID"), set("AWS_SECRET_ACCESS_KEY")) {
            (Some(key), Some(secret)) => Some(match set("AWS_SESSION_TOKEN") {
                Some(token) => Credentials::new_with_token(key, secret, token),
                None => Credentials::new(key, secret),
            }),
            (None, None) => None,
            _ => return Err("set both AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or neither".to_owned()),
        };
        Ok(Objects { bucket, folder: folder.trim_matches('/').to_owned(), credentials })
    }

    /// The address for one request, signed if there are credentials.
    pub(super) fn url(&self, action: Action, name: &str) -> String {
        let object = if self.folder.is_empty() { name.to_owned() } else { format!("{}/{name}", self.folder) };
        let who = self.credentials.as_ref();
        let url = match action {
            Action::Get => self.bucket.get_object(who, &object).sign(VALID),
            Action::Head => self.bucket.head_object(who, &object).sign(VALID),
            Action::Put => self.bucket.put_object(who, &object).sign(VALID),
        };
        url.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn objects(rest: &str, set: &[(&str, &str)]) -> Result<Objects, String> {
        Objects::new(rest, &|name| set.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn what_is_missing_is_named() {
        let endpoint = ("AWS_ENDPOINT_URL", "http://127.0.0.1:9000");
        for (rest, set, named) in [
            ("", &[endpoint][..], "s3://BUCKET/FOLDER"),
            ("bucket", &[], "AWS_ENDPOINT_URL"),
            ("bucket", &[("AWS_ENDPOINT_URL", "store")], "AWS_ENDPOINT_URL"),
            ("bucket", &[endpoint, ("AWS_ACCESS_KEY_ID", "a")], "AWS_SECRET_ACCESS_KEY"),
        ] {
            let problem = objects(rest, set).err().unwrap();
            assert!(problem.contains(named), "{problem}");
        }
    }

    #[test]
    fn an_address_is_signed_only_with_credentials() {
        let endpoint = ("AWS_ENDPOINT_URL", "http://127.0.0.1:9000");
        let open = objects("bucket/desks/", &[endpoint]).unwrap();
        assert_eq!(open.url(Action::Get, "files/a"), "http://127.0.0.1:9000/bucket/desks/files/a");
        let keys = [endpoint, ("AWS_ACCESS_KEY_ID", "key"), ("AWS_SECRET_ACCESS_KEY", "secret")];
        let signed = objects("bucket", &keys).unwrap().url(Action::Put, "latest");
        assert!(signed.starts_with("http://127.0.0.1:9000/bucket/latest?X-Amz-Algorithm="), "{signed}");
        assert!(!signed.contains("secret"));
    }
}
