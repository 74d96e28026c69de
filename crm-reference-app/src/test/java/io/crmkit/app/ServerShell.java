package io.crmkit.app;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A shell that works on a server: user and password come as people give them, not in the URL. */
final class ServerShell {

    private ServerShell() {}

    static Shell on(Path directory, String urlWithUser) {
        int question = urlWithUser.indexOf('?');
        List<String> others = new ArrayList<>();
        Shell shell = new Shell(directory);
        for (String pair : urlWithUser.substring(question + 1).split("&", -1)) {
            String value = URLDecoder.decode(pair.substring(pair.indexOf('=') + 1), StandardCharsets.UTF_8);
            if (pair.startsWith("user=")) {
                shell.always("--user", value);
            } else if (pair.startsWith("password=")) {
                shell.with(Desk.PASSWORD, value);
            } else {
                others.add(pair);
            }
        }
        String url = urlWithUser.substring(0, question) + (others.isEmpty() ? "" : "?" + String.join("&", others));
        return shell.always("--store", url);
    }
}
