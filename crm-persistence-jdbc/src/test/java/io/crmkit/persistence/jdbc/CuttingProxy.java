package io.crmkit.persistence.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stands between a driver and its server, and cuts the line when it hears COMMIT. */
final class CuttingProxy implements AutoCloseable {

    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final String location;
    private final URI server;
    private final boolean commitArrives;
    private volatile boolean cut;

    CuttingProxy(String location, boolean commitArrives) throws IOException {
        this.server = URI.create(location.substring("jdbc:".length()));
        this.location = location.replaceFirst("//[^/]*/", "//127.0.0.1:" + listening.getLocalPort() + "/");
        this.commitArrives = commitArrives;
        start(() -> {
            while (true) {
                Socket client = listening.accept();
                Socket target = new Socket(server.getHost(), server.getPort());
                sockets.add(client);
                sockets.add(target);
                start(() -> pump(client, target, true));
                start(() -> pump(target, client, false));
            }
        });
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // The line is cut, or the test is over.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    String location() {
        return location;
    }

    /** From the next COMMIT on there is no answer on that line. */
    void cutAtCommit() {
        cut = true;
    }

    private void pump(Socket from, Socket to, boolean toServer) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[65_536];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                // A pool that opens another connection meanwhile says READ COMMITTED on it.
                String said = new String(buffer, 0, n, StandardCharsets.ISO_8859_1).replace("COMMITTED", "");
                boolean commit = toServer && cut && said.contains("COMMIT");
                if (!commit || commitArrives) {
                    if (commit) {
                        from.close(); // first, so that the server's answer finds nobody
                    }
                    out.write(buffer, 0, n);
                    out.flush();
                }
                if (commit) {
                    cut = false;
                    Thread.sleep(300);
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
