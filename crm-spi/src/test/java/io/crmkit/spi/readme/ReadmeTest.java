package io.crmkit.spi.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.spi.contract.GradingContract;
import io.crmkit.spi.contract.NotificationContract;
import io.crmkit.spi.contract.StorageContract;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Label;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ReadmeTest {

    private static final Path README = Path.of("README.md");
    private static final Map<Class<?>, String> CONTRACTS = new LinkedHashMap<>();

    static {
        CONTRACTS.put(StorageContract.class, "S");
        CONTRACTS.put(GradingContract.class, "G");
        CONTRACTS.put(NotificationContract.class, "N");
    }

    private static final String BEGIN = "<!-- clauses: -Dcrmkit.readme.accept=true rewrites what follows -->\n";
    private static final String END = "<!-- end of clauses -->\n";

    @Test
    @DisplayName("the README lists exactly the clauses that exist, in the order of their numbers")
    void listsExactlyTheClauses() throws IOException {
        String text = Files.readString(README);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        int end = text.indexOf(END);
        String expected = clauseList();
        if (Boolean.getBoolean("crmkit.readme.accept")) {
            Files.writeString(README, text.substring(0, begin) + expected + text.substring(end));
            return;
        }
        assertThat(text.substring(begin, end))
                .as("run mvn -pl crm-spi test -Dtest=ReadmeTest -Dcrmkit.readme.accept=true")
                .isEqualTo(expected);
    }

    @Test
    @DisplayName("every clause has a number of its own")
    void everyClauseHasItsNumber() {
        CONTRACTS.forEach((contract, letter) -> {
            List<Integer> numbers =
                    clauses(contract).stream().map(m -> number(letter, m)).toList();
            assertThat(numbers).doesNotHaveDuplicates().hasSizeGreaterThan(letter.equals("S") ? 150 : 30);
        });
    }

    @Test
    @DisplayName("every Java block of the README is compiled: it stands line for line among the examples")
    void javaBlocksAreCompiled() throws IOException {
        List<String> source = lines(Files.readString(Path.of("src/test/java/io/crmkit/spi/readme/Examples.java")));
        List<List<String>> blocks = blocks("java");
        assertThat(blocks).hasSizeGreaterThanOrEqualTo(3);
        for (List<String> block : blocks) {
            assertThat(source).containsSequence(block.toArray(String[]::new));
        }
    }

    @Test
    @DisplayName("the dependency block of the README is the one that the scratch vendor and the sample plugins use")
    void dependencyBlockIsUsed() throws IOException {
        List<List<String>> blocks = blocks("xml");
        assertThat(blocks).hasSize(1);
        for (String module : List.of("scratch-vendor", "sample-plugins")) {
            List<String> pom = lines(Files.readString(Path.of("../crm-reference-app", module, "pom.xml")));
            List<String> managed = blocks.get(0).stream()
                    .filter(line -> !line.startsWith("<version>"))
                    .toList();
            assertThat(pom).containsSequence(managed.toArray(String[]::new));
        }
    }

    private static String clauseList() {
        StringBuilder text = new StringBuilder();
        CONTRACTS.forEach((contract, letter) -> {
            text.append("\n### ").append(contract.getSimpleName()).append('\n');
            TreeMap<Integer, List<Method>> groups = new TreeMap<>();
            for (Class<?> group : contract.getInterfaces()) {
                List<Method> clauses = clauses(contract).stream()
                        .filter(m -> m.getDeclaringClass() == group)
                        .sorted(Comparator.comparing(m -> number(letter, m)))
                        .toList();
                groups.put(number(letter, clauses.get(0)), clauses);
            }
            groups.forEach((first, clauses) -> {
                text.append("\n**")
                        .append(clauses.get(0).getDeclaringClass().getSimpleName())
                        .append("**\n\n");
                clauses.forEach(clause -> text.append("- ").append(name(clause)).append('\n'));
            });
        });
        return text.append('\n').toString();
    }

    private static List<Method> clauses(Class<?> contract) {
        return Arrays.stream(contract.getMethods())
                .filter(m -> m.isAnnotationPresent(DisplayName.class) || m.isAnnotationPresent(Label.class))
                .toList();
    }

    private static String name(Method clause) {
        DisplayName name = clause.getAnnotation(DisplayName.class);
        return name != null ? name.value() : clause.getAnnotation(Label.class).value();
    }

    private static int number(String letter, Method clause) {
        Matcher number = Pattern.compile(letter + "(\\d{2,3}) \\S.*").matcher(name(clause));
        assertThat(number.matches()).as(name(clause)).isTrue();
        return Integer.parseInt(number.group(1));
    }

    private static List<List<String>> blocks(String language) throws IOException {
        Matcher block =
                Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(README));
        List<List<String>> blocks = new ArrayList<>();
        while (block.find()) {
            blocks.add(lines(block.group(1)));
        }
        return blocks;
    }

    /** Without indentation, empty lines and annotations that only help the compiler. */
    private static List<String> lines(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.equals("@Override"))
                .toList();
    }
}
