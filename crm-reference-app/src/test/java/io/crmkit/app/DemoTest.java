package io.crmkit.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.app.Shell.Answer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {

    /** Words of the trade, and what explains each: it stands at or before the word's own place, or right behind it. */
    private static final Map<String, String> WORDS_EN = Map.of(
            "reps", "representatives (reps), who sell",
            "owner", "A customer has an owner: the rep who looks after it",
            "PIP-05", "the number of the rule in front",
            "A gate", "A gate, a condition that a deal must meet to go on",
            "funnel", "the funnel counts how many stand in each",
            "leads not", "A lead is somebody who may one day become a customer",
            "Win rate", "The win rate is the part",
            "the policy", "the policy, one document with every number of the rules",
            "dormant", "it is dormant, asleep",
            "audit", "the audit trail: who, when, what");

    private static final Map<String, String> WORDS_ZH = Map.of(
            "代表", "销售代表（以下称代表），代表负责销售",
            "负责人", "客户有负责人，即维护它的代表",
            "PIP-05", "行首是规则编号",
            "关口", "关口是商机前进必须满足的条件",
            "漏斗", "漏斗统计各阶段的数量",
            "政策里", "政策是一份文档，收录规则的全部数字",
            "休眠", "休眠，即长期不买",
            "插件", "即他人编写的程序",
            "审计日志", "审计日志：谁、何时、改了什么");

    @TempDir
    Path directory;

    private Answer demo(String store, String... more) {
        List<String> args = new java.util.ArrayList<>(List.of("demo", "--store", store));
        args.addAll(List.of(more));
        if (!args.contains("--customers")) {
            args.addAll(List.of("--customers", "150"));
        }
        Answer answer = new Shell(directory).crm(args.toArray(new String[0]));
        assertThat(answer.exit()).as(answer.toString()).isZero();
        return answer;
    }

    @Test
    @DisplayName("the tour is the same for the same seed, byte for byte, and another for another")
    void seeded() {
        String one = demo("one.db").out();
        assertThat(demo("two.db").out().replace("two.db", "one.db")).isEqualTo(one);
        assertThat(demo("three.db", "--seed", "7").out().replace("three.db", "one.db"))
                .isNotEqualTo(one);
    }

    @Test
    @DisplayName(
            "what the tour tells is what the store says afterwards; nothing of it was refused, and the audit is intact")
    void true_to_the_store() {
        String told = demo("told.db", "--lang", "en").out();
        Shell shell = new Shell(directory).always("--store", "told.db", "--at", "2026-06-30");
        assertThat(told)
                .contains("PIP-05 Please enter the contract number")
                .contains("ACC-06 There is no such customer")
                .contains("moody")
                .contains("all are as they were written");
        for (String report : List.of("silence", "funnel")) {
            Answer after = shell.crm("report", report, "--lang", "en");
            assertThat(after.exit()).as(after.toString()).isZero();
            if (report.equals("silence")) {
                assertThat(told).contains(after.out().lines().skip(3).limit(4).toList());
            }
        }
        assertThat(shell.crm("audit", "verify").exit()).isZero();
        assertThat(shell.crm("reminders", "--format", "csv").rows()).isNotEmpty();
        for (String command : told.lines()
                .filter(line -> line.startsWith("  crm "))
                .map(String::strip)
                .toList()) {
            Answer tried =
                    new Shell(directory).crm(command.substring("crm ".length()).split(" "));
            assertThat(tried.exit()).as(command + "\n" + tried).isZero();
        }
    }

    @Test
    @DisplayName("no word of the trade comes unexplained, in either language")
    void explained() {
        explained(demo("en.db", "--lang", "en").out(), WORDS_EN);
        explained(demo("zh.db", "--lang", "zh").out(), WORDS_ZH);
    }

    private static void explained(String tour, Map<String, String> words) {
        words.forEach((word, explanation) -> {
            int explained = tour.indexOf(explanation);
            assertThat(explained).as(word + ": " + explanation).isNotNegative();
            int used = tour.indexOf(word);
            // A heading may name what the line below it explains.
            assertThat(used < 0 || explained - used < 160)
                    .as(word + " is used at " + used + " and explained at " + explained)
                    .isTrue();
        });
    }

    @Test
    @DisplayName("the smallest company has what the tour shows, whatever the seed")
    void smallest() {
        for (String seed : List.of("2", "5", "9", "18", "22")) {
            Answer answer = demo("small" + seed + ".db", "--customers", "100", "--seed", seed, "--lang", "en");
            assertThat(answer.out()).contains("PIP-05", "has grade A", "LIF-04");
        }
    }

    @Test
    @DisplayName("a store that is there is left alone, and an impossible size is refused with what is possible")
    void refused() {
        Shell shell = new Shell(directory).in(Locale.CHINESE);
        shell.file("demo.db", "something else");
        Answer there = shell.crm("demo");
        assertThat(there.exit()).isEqualTo(Exit.USAGE);
        assertThat(there.err()).contains("demo.db", "--store");
        for (String size : List.of("0", "99", "3001")) {
            Answer many = shell.crm("demo", "--customers", size, "--store", "other.db");
            assertThat(many.exit()).isEqualTo(Exit.USAGE);
            assertThat(many.err()).contains("100", "3000");
        }
        assertThat(directory.resolve("other.db")).doesNotExist();
    }
}
