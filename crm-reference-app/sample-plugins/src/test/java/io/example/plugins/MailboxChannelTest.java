package io.example.plugins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.crmkit.spi.Parameters;
import io.crmkit.spi.notification.Message;
import io.crmkit.spi.notification.NotificationChannel;
import io.crmkit.spi.notification.Receipt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MailboxChannelTest {

    @TempDir
    Path parent;

    private static Message message() {
        return new Message(
                "m1",
                "acme",
                "u1",
                "zhang@example.com",
                Locale.CHINA,
                "合同即将到期",
                "客户“华北机械”的合同 30 天后到期。\n请联系。",
                Instant.parse("2026-07-05T01:02:03Z"));
    }

    private NotificationChannel open(Path directory) {
        return new MailboxChannel().open(Parameters.of(Map.of("directory", directory.toString())));
    }

    @Test
    @DisplayName("a message becomes a file that mail programs open, named by the receipt")
    void file() throws IOException {
        Path directory = parent.resolve("box");
        Receipt receipt = open(directory).send(message());
        assertEquals(Receipt.Status.DELIVERED, receipt.status());
        assertEquals("""
                Date: Sun, 5 Jul 2026 01:02:03 GMT
                To: zhang@example.com
                Subject: 合同即将到期
                Content-Language: zh-CN
                MIME-Version: 1.0
                Content-Type: text/plain; charset=UTF-8
                Content-Transfer-Encoding: 8bit

                客户“华北机械”的合同 30 天后到期。
                请联系。""", Files.readString(directory.resolve(receipt.detail())));
    }

    @Test
    @DisplayName(
            "only the last directory is made: one whose parent is missing, an unmounted drive perhaps, is to be tried again")
    void missingParent() {
        Path directory = parent.resolve("drive").resolve("box");
        assertEquals(Receipt.Status.RETRY, open(directory).send(message()).status());
        assertFalse(Files.exists(directory));
    }
}
