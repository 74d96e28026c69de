package io.crmkit.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessagesTest {

    private static final Pattern CODE = Pattern.compile(
            "\"((?:shared|valid|access|document|exchange|customer|contact|product|purchase|basis|lead|pipeline|report|kind|field|plugin|grading|automation|audit|approval|dictionary|duplicates|merge|followup|search|documents|pool|bin|cleansing|trial)"
                    + "\\.[a-z][A-Za-z.-]*[A-Za-z])\"");

    /** Names of operations and keys that look like codes of messages but are not. */
    private static final Pattern OPERATION = Pattern.compile(
            "trial[.](apply|extend|view|convert|end|reset-login|register|set-password|sign-in|resume|sign-out)"
                    + "|dictionary[.](view|recount|clear)"
                    + "|document[.](view|read|add|revise|move|remove|restore|collect)"
                    + "|customer[.](view-all|timeline|fill|attest|duties|search|save-query|forget-query|merge|merges|unmerge)"
                    + "|bin[.](put|restore|view|purge)"
                    + "|cleansing[.](run|preview|view|accept|decline)"
                    + "|pool[.](view|claim|assign|release|exempt|end-exemption|recycle|preview|into|pools)"
                    + "|contact[.](view|create|edit|import|primary|leave|return|move)"
                    + "|(customer|product|purchase|lead|report|reminder|grade|audit)[.](view|create|edit|assign|import|transfer|erase)"
                    + "|report[.](spread|growth|repurchase)"
                    + "|pipeline[.]stages"
                    + "|approval[.](view|approve|refuse|return|recall|resubmit|add-approver|absence|escalate|platform|kinds|platform[.]kinds|administrators)");

    @Test
    @DisplayName("every message is there in Chinese and in English, with the same arguments")
    void bothLanguages() {
        assertThat(Messages.chineseCodes()).isEqualTo(Messages.englishCodes());
        for (String code : Messages.englishCodes()) {
            assertThat(arguments(Messages.text(Locale.CHINESE, code, marks())))
                    .as(code)
                    .isEqualTo(arguments(Messages.text(Locale.ENGLISH, code, marks())));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "src/main/resources/io/crmkit/messages_en.properties",
                "src/main/resources/io/crmkit/messages_zh.properties",
                "../crm-reference-app/src/main/resources/io/crmkit/app/messages_en.properties",
                "../crm-reference-app/src/main/resources/io/crmkit/app/messages_zh.properties"
            })
    @DisplayName("no message stands in a file twice")
    void once(String file) throws IOException {
        List<Object> twice = new ArrayList<>();
        Properties read = new Properties() {
            private static final long serialVersionUID = 1L;

            @Override
            public synchronized Object put(Object key, Object value) {
                if (containsKey(key)) {
                    twice.add(key);
                }
                return super.put(key, value);
            }
        };
        try (Reader in = Files.newBufferedReader(Path.of(file))) {
            read.load(in);
        }
        assertThat(twice).isEmpty();
        assertThat(read).hasSizeGreaterThan(100);
    }

    @Test
    @DisplayName("every code that the sources name has a message, and no Chinese message is English")
    void everyCode() throws IOException {
        List<String> missing = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                Matcher matcher = CODE.matcher(Files.readString(file));
                while (matcher.find()) {
                    String code = matcher.group(1);
                    if (!Messages.englishCodes().contains(code)
                            && !OPERATION.matcher(code).matches()) {
                        missing.add(file.getFileName() + ": " + code);
                    }
                }
            }
        }
        assertThat(missing).isEmpty();
        assertThat(Messages.chineseCodes().stream()
                        .filter(code -> Messages.text(Locale.CHINESE, code, marks())
                                .codePoints()
                                .noneMatch(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.HAN)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "src/main/resources/io/crmkit/messages_zh.properties",
                "../crm-reference-app/src/main/resources/io/crmkit/app/messages_zh.properties"
            })
    @DisplayName(
            "Chinese is punctuated as Chinese is: what stands beside a character or a quotation mark is full width")
    void fullWidth(String file) throws IOException {
        Properties read = new Properties();
        try (Reader in = Files.newBufferedReader(Path.of(file))) {
            read.load(in);
        }
        String rule = "region=湖北,kind=lead: lin, qiu"; // typed as it stands
        Pattern half = Pattern.compile("[\\p{IsHan}”）][,;:?!(]|[,;:?!)][\\p{IsHan}“（]|[\\p{IsHan}”）]\\.$");
        assertThat(read.entrySet().stream()
                        .filter(each -> !each.getKey().toString().startsWith("usage.exitCodeList."))
                        .filter(each -> half.matcher(each.getValue().toString().replace(rule, ""))
                                .find()))
                .isEmpty();
    }

    private static Object[] marks() {
        return new Object[] {"<0>", "<1>", "<2>", "<3>", "<4>", "<5>"};
    }

    private static Set<String> arguments(String text) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = Pattern.compile("<\\d>").matcher(text);
        while (matcher.find()) {
            found.add(matcher.group());
        }
        return found;
    }
}
