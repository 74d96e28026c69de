package io.crmkit.persistence.jdbc;

import io.crmkit.spi.Parameters;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a server is and who asks. User and password are taken out of the URL, so that it can be shown and logged; what
 * else stands behind its question mark is the driver's.
 */
record ServerLocation(
        String url,
        @Nullable String user,
        @Nullable String password,
        int poolSize,
        int connectTimeout,
        int lockTimeout,
        int answerTimeout) {

    private static final Set<String> KNOWN =
            Set.of("user", "password", "pool-size", "connect-timeout", "lock-timeout", "answer-timeout");

    static ServerLocation of(String scheme, String location, Parameters parameters) {
        String rest = Locations.rest(location, scheme);
        if (!rest.startsWith("//")) {
            throw new IllegalArgumentException("the location must look like jdbc:" + scheme + "://host:port/database");
        }
        Locations.onlyKnown(parameters, scheme, KNOWN);
        int question = rest.indexOf('?');
        String place = question < 0 ? rest : rest.substring(0, question);
        if (place.contains("@")) {
            throw new IllegalArgumentException("the location holds an '@'; user and password are parameters");
        }
        String user = null;
        String password = null;
        List<String> others = new ArrayList<>();
        for (String pair :
                question < 0 ? new String[0] : rest.substring(question + 1).split("&")) {
            String value = pair.substring(pair.indexOf('=') + 1);
            if (pair.startsWith("user=")) {
                user = URLDecoder.decode(value, StandardCharsets.UTF_8);
            } else if (pair.startsWith("password=")) {
                password = URLDecoder.decode(value, StandardCharsets.UTF_8);
            } else if (!pair.isEmpty()) {
                others.add(pair);
            }
        }
        return new ServerLocation(
                "jdbc:" + scheme + ":" + place + (others.isEmpty() ? "" : "?" + String.join("&", others)),
                parameters.find("user").orElse(user),
                parameters.find("password").orElse(password),
                parameters.integer("pool-size", 8, 1, 1000),
                parameters.integer("connect-timeout", 10, 1, 3600),
                parameters.integer("lock-timeout", 10, 0, 3600),
                parameters.integer("answer-timeout", 600, 1, 86_400));
    }

    /** {@return where it is, without what stands behind the question mark} */
    String place() {
        int question = url.indexOf('?');
        return question < 0 ? url : url.substring(0, question);
    }

    /** {@return a message without the password, should it stand in it} */
    String withoutPassword(@Nullable String message) {
        String text = String.valueOf(message);
        return password == null || password.isEmpty() ? text : text.replace(password, "***");
    }

    @Override
    public String toString() {
        return place();
    }
}
