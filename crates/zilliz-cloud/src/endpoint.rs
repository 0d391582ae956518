//! The address of the API, to which the key is sent.

use std::net::IpAddr;

use reqwest::Url;

const INTERNATIONAL: &str = "https://api.cloud.zilliz.com";
const CHINA: &str = "https://api.cloud.zilliz.com.cn";

/// The address all paths go under; it ends in `/v2`. The error says what is wrong with `base_url`.
pub(super) fn base(base_url: Option<&str>, region_id: Option<&str>) -> Result<Url, String> {
    let text = match base_url {
        Some(text) => text.trim(),
        None if region_id.is_some_and(is_chinese) => CHINA,
        None => INTERNATIONAL,
    };
    // The URL library would drop tabs and line breaks: the host would be another one than was read.
    if text.contains(|it: char| it.is_whitespace() || it.is_control()) {
        return Err("the address must not hold white space or control characters".to_owned());
    }
    let mut url: Url = text
        .parse()
        .map_err(|error| format!("the address is not a URL such as {INTERNATIONAL}: {error}"))?;
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(&url) => {}
        "http" => return Err("the address must be https, or http on a loopback host".to_owned()),
        _ => {
            return Err(format!(
                "the address must start with https://, as {INTERNATIONAL} does"
            ));
        }
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("the address must not hold a user or a password".to_owned());
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("the address must not hold a query or a fragment".to_owned());
    }
    let prefix = url.path().trim_end_matches('/');
    let prefix = prefix.strip_suffix("/v2").unwrap_or(prefix);
    let path = format!("{}/v2", prefix.trim_end_matches('/'));
    url.set_path(&path);
    Ok(url)
}

/// The host that serves a region.
pub fn host_of_region(region_id: &str) -> &'static str {
    let address = if is_chinese(region_id) {
        CHINA
    } else {
        INTERNATIONAL
    };
    address.trim_start_matches("https://")
}

/// Whether the host can only be this machine.
pub(super) fn is_loopback(url: &Url) -> bool {
    let Some(host) = url.host_str() else {
        return false;
    };
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || address.parse().is_ok_and(|it: IpAddr| it.is_loopback())
}

/// Whether a region is one of the Chinese platform: Alibaba Cloud and Tencent Cloud.
pub fn is_chinese(region_id: &str) -> bool {
    region_id.starts_with("ali-") || region_id.starts_with("tc-")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base_of(base_url: &str) -> String {
        base(Some(base_url), None).unwrap().to_string()
    }

    #[test]
    fn the_region_chooses_the_endpoint_unless_an_address_is_given() {
        let base = |url, region| base(url, region).unwrap().to_string();
        assert_eq!(base(None, None), "https://api.cloud.zilliz.com/v2");
        assert_eq!(
            base(None, Some("aws-us-east-1")),
            "https://api.cloud.zilliz.com/v2"
        );
        for region in ["ali-cn-hangzhou", "tc-ap-beijing"] {
            assert_eq!(
                base(None, Some(region)),
                "https://api.cloud.zilliz.com.cn/v2"
            );
        }
        let address = Some("https://api.example");
        assert_eq!(
            base(address, Some("ali-cn-hangzhou")),
            "https://api.example/v2"
        );
    }

    #[test]
    fn the_version_and_a_trailing_slash_are_optional() {
        for text in [
            "https://h",
            "https://h/",
            "https://h/v2",
            "https://h/v2/",
            " https://h/v2// ",
        ] {
            assert_eq!(base_of(text), "https://h/v2", "{text:?}");
        }
        assert_eq!(base_of("https://h/zilliz/"), "https://h/zilliz/v2");
        assert_eq!(base_of("https://h/zilliz/v2"), "https://h/zilliz/v2");
    }

    #[test]
    fn plain_http_is_for_loopback_only() {
        for text in [
            "http://localhost:1",
            "http://127.0.0.1:1",
            "http://127.9.9.9:1",
            "http://[::1]:1",
        ] {
            assert_eq!(base_of(text), format!("{text}/v2"));
        }
        for text in [
            "http://api.cloud.zilliz.com",
            "http://127.0.0.1.evil.example",
            "http://localhost.evil.example",
            "http://localhost@evil.example",
            "http://10.0.0.1",
            "ftp://localhost",
            "api.cloud.zilliz.com",
            "https://api.cloud.\tzilliz.com",
            "https://api.cloud.zilliz.com/\nv2",
            "https://user:secret@api.cloud.zilliz.com",
            "https://h/v2?key=1",
            "",
        ] {
            let error = base(Some(text), None).unwrap_err();
            assert!(!error.contains("secret"), "{error}");
        }
    }
}
