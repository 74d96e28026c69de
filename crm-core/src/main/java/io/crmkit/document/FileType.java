package io.crmkit.document;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a file's name and its first bytes say of its type (CUS-14). */
final class FileType {

    /** How many bytes say it. */
    static final int BYTES = 16;

    private static final byte[] ZIP = {'P', 'K', 3, 4};
    private static final byte[] OLE = {(byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0};

    /** How files of a type begin; those of others begin as they like. */
    private static final Map<String, List<byte[]>> BEGINNINGS = Map.ofEntries(
            Map.entry("pdf", List.of("%PDF".getBytes(StandardCharsets.US_ASCII))),
            Map.entry("docx", List.of(ZIP)),
            Map.entry("xlsx", List.of(ZIP)),
            Map.entry("pptx", List.of(ZIP)),
            Map.entry("odt", List.of(ZIP)),
            Map.entry("ods", List.of(ZIP)),
            Map.entry("ofd", List.of(ZIP)),
            Map.entry("zip", List.of(ZIP, new byte[] {'P', 'K', 5, 6})),
            Map.entry("doc", List.of(OLE)),
            Map.entry("xls", List.of(OLE)),
            Map.entry("ppt", List.of(OLE)),
            Map.entry("msg", List.of(OLE)),
            Map.entry("png", List.of(new byte[] {(byte) 0x89, 'P', 'N', 'G'})),
            Map.entry("jpg", List.of(new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF})),
            Map.entry("jpeg", List.of(new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF})),
            Map.entry("gif", List.of("GIF8".getBytes(StandardCharsets.US_ASCII))),
            Map.entry("rar", List.of("Rar!".getBytes(StandardCharsets.US_ASCII))),
            Map.entry("7z", List.of(new byte[] {'7', 'z', (byte) 0xBC, (byte) 0xAF})));

    /** What a computer would run, whatever it is called. */
    private static final List<byte[]> PROGRAMS =
            List.of(new byte[] {'M', 'Z'}, new byte[] {0x7F, 'E', 'L', 'F'}, new byte[] {'#', '!'}, new byte[] {
                (byte) 0xCA, (byte) 0xFE, (byte) 0xBA, (byte) 0xBE
            });

    private FileType() {}

    /** The ending of a name, in small letters. */
    static Optional<String> of(String name) {
        int dot = name.lastIndexOf('.');
        return dot <= 0 || dot == name.length() - 1
                ? Optional.empty()
                : Optional.of(name.substring(dot + 1).toLowerCase(Locale.ROOT));
    }

    /** Whether contents that begin so are what their name says. */
    static boolean fits(String type, byte[] beginning) {
        List<byte[]> known = BEGINNINGS.get(type);
        return known == null
                ? PROGRAMS.stream().noneMatch(program -> begins(beginning, program))
                : known.stream().anyMatch(one -> begins(beginning, one));
    }

    private static boolean begins(byte[] contents, byte[] with) {
        return contents.length >= with.length && Arrays.equals(contents, 0, with.length, with, 0, with.length);
    }
}
