package io.crmkit.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crmkit.document.ContentStore.Kept;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileContentStoreTest {

    private static final Instant AT = Instant.parse("2026-03-02T04:00:00Z");

    @TempDir
    Path directory;

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    @DisplayName(
            "CUS-14 contents are files, listed in the order of their ids with the time that was told, page by page")
    void kept() throws IOException {
        FileContentStore store = new FileContentStore(directory.resolve("documents"));
        assertThat(store.list("", 10)).isEmpty();
        for (String id : List.of("b2", "a1", "c3")) {
            store.put(id, bytes(id), AT);
        }
        assertThat(store.list("", 2)).containsExactly(new Kept("a1", AT), new Kept("b2", AT));
        assertThat(store.list("b2", 2)).containsExactly(new Kept("c3", AT));
        try (InputStream in = store.open("b2").orElseThrow()) {
            assertThat(in.readAllBytes()).isEqualTo("b2".getBytes(StandardCharsets.UTF_8));
        }
        store.delete("b2");
        store.delete("b2");
        assertThat(store.open("b2")).isEmpty();
        assertThat(store.list("", 10)).hasSize(2);
    }

    @Test
    @DisplayName("CUS-14 a stream that breaks leaves nothing, and what a crash left unfinished is no content")
    void broken() throws IOException {
        FileContentStore store = new FileContentStore(directory);
        InputStream breaks = new InputStream() {
            private int left = 100_000;

            @Override
            public int read() throws IOException {
                if (left <= 0) {
                    throw new IOException("connection lost");
                }
                left--;
                return 'x';
            }

            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
                bytes[from] = (byte) read();
                return 1;
            }
        };
        assertThatThrownBy(() -> store.put("a1", breaks, AT)).hasMessageContaining("connection lost");
        assertThat(files()).isEmpty();
        Files.writeString(Files.createDirectories(directory.resolve("a1")).resolve("a1123.part"), "half");
        assertThat(store.open("a1")).isEmpty();
        assertThat(store.list("", 10)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "../a", "a/b", "A1", "a.b", "a\u0000", "中"})
    @DisplayName("CUS-14 no id leads out of the directory")
    void hostile(String id) throws IOException {
        FileContentStore store = new FileContentStore(directory.resolve("documents"));
        assertThatThrownBy(() -> store.put(id, bytes("x"), AT)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.open(id)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.delete(id)).isInstanceOf(IllegalArgumentException.class);
        assertThat(files()).isEmpty();
    }
}
