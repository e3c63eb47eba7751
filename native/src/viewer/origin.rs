//! Which web pages may connect as viewers. A page of another site could else use what a browser holds.

/// `origin`: the Origin header, absent for programs that are no browsers; `host`: the Host header.
pub fn admits(allowed: &[String], origin: Option<&str>, host: Option<&str>) -> bool {
    let Some(origin) = origin else { return true };
    if !allowed.is_empty() {
        return allowed.iter().any(|each| each.trim_end_matches('/').eq_ignore_ascii_case(origin));
    }
    let own = host.map(without_port);
    origin
        .split_once("://")
        .is_some_and(|(_, rest)| own.is_some_and(|own| own.eq_ignore_ascii_case(without_port(rest))))
}

fn without_port(authority: &str) -> &str {
    match authority.rfind(':') {
        Some(colon) if !authority.ends_with(']') => &authority[..colon],
        _ => authority,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn admits_the_own_host_or_the_listed_origins() {
        let listed = ["https://console.city.example".to_owned()];
        let table: [(&[String], Option<&str>, Option<&str>, bool); 8] = [
            (&[], None, None, true),
            (&[], Some("http://10.0.0.1:8080"), Some("10.0.0.1:8090"), true),
            (&[], Some("http://[::1]:8080"), Some("[::1]:8090"), true),
            (&[], Some("https://evil.example"), Some("10.0.0.1:8090"), false),
            (&[], Some("null"), Some("10.0.0.1:8090"), false),
            (&listed, Some("https://console.city.example"), Some("other"), true),
            (&listed, Some("https://console.city.example.evil"), Some("other"), false),
            (&listed, Some("http://other"), Some("other"), false),
        ];
        for (allowed, origin, host, expected) in table {
            assert_eq!(admits(allowed, origin, host), expected, "{origin:?}");
        }
    }
}
