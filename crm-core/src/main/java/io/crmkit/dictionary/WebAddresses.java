package io.crmkit.dictionary;

import com.google.re2j.Pattern;
import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/** E-mail addresses and addresses of pages (CUS-03). */
final class WebAddresses {

    private static final int LONGEST_EMAIL = 254;
    private static final int LONGEST_URL = 500;
    private static final Pattern LOCAL =
            Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*");
    private static final Pattern HOST =
            Pattern.compile("(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])");

    private WebAddresses() {}

    /** The address with its host in small letters; empty when it is none. */
    static Optional<String> email(String text) {
        int at = text.lastIndexOf('@');
        if (text.length() > LONGEST_EMAIL || at < 1 || at > 64 || !LOCAL.matches(text.substring(0, at))) {
            return Optional.empty();
        }
        return host(text.substring(at + 1)).map(host -> text.substring(0, at + 1) + host);
    }

    /** The address as it is; empty when it is none. */
    static Optional<String> url(String text) {
        if (text.length() > LONGEST_URL) {
            return Optional.empty();
        }
        try {
            URI uri = new URI(text);
            String scheme = uri.getScheme();
            boolean web = "https".equalsIgnoreCase(scheme) || "http".equalsIgnoreCase(scheme);
            String host = uri.getHost() == null ? uri.getAuthority() : uri.getHost();
            return Optional.of(text)
                    .filter(address -> web
                            && host != null
                            && uri.getUserInfo() == null
                            && host(host).isPresent());
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** The name of a host, also one in Chinese. */
    private static Optional<String> host(String text) {
        try {
            String small = text.toLowerCase(Locale.ROOT);
            return Optional.of(small).filter(host -> HOST.matches(IDN.toASCII(host)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
