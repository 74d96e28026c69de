package io.crmkit.customer;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.CrmSession;
import io.crmkit.TestCrm;
import io.crmkit.access.NewUser;
import io.crmkit.scoring.ManualGrade;
import io.crmkit.shared.Listing;
import io.crmkit.spi.storage.RecordStore;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Search against looking at every customer that the reader sees, one by one, in random companies; on whatever store. */
public abstract class SearchLaws {

    private static final int WORLDS = Integer.getInteger("crmkit.worlds.search", 3);
    private static final int CUSTOMERS = 60;
    private static final int QUERIES = 120;

    private static final List<String> PIECES = List.of(
            "上海", "北京", "华", "信", "科技", "有限公司", "（中国）", "Ander", "son ", "AND ", "Tra", "ding ", "Ltd", " 3M", "Ab",
            "é", "中");

    private static final List<String> KEYWORDS = List.of(
            "上海",
            "华信",
            "信科",
            "科技",
            "公司",
            "有限公司",
            "and",
            "ander",
            "son",
            "tra",
            "adin",
            "an",
            "3m",
            "ab",
            "lt",
            "中国",
            "上海 科技",
            "华信 and",
            "SON",
            "ｔｒａ",
            "华",
            "王五",
            "五六",
            "13800138000",
            "+86 138-0013-8001",
            "8013800");

    private static final String POLICY = """
            access: { roles: {
              guest: { name: { zh: 客人, en: guest }, reach: ALL, permissions: ["customer:view", "user:view"],
                walls: { customer.shortName: HIDDEN, customer.contactName: HIDDEN, customer.contactPhone: MASKED } } } }
            """;

    /** {@return a store that is empty} */
    protected abstract RecordStore open();

    @Test
    @DisplayName(
            "CUS-09 ACC-06 ACC-07 a search is what looking at every visible customer finds, in the same order, page by page")
    void equalsLookingAtEach() {
        for (int world = 0; world < WORLDS; world++) {
            Random random = new Random(4_000 + world);
            try (TestCrm test = new TestCrm(open())) {
                fill(test, random);
                for (String reader : List.of("lan", "manager.ma", "director", "guest", "qiu")) {
                    CrmSession session = test.as(reader);
                    List<Seen> seen = seen(test, session);
                    for (int i = 0; i < QUERIES; i++) {
                        CustomerQuery query = query(test, random);
                        String what = "world " + world + ", " + reader + ", " + query;
                        assertThat(found(session, query, 1 + random.nextInt(7)))
                                .as(what)
                                .isEqualTo(expected(query, seen, reader));
                    }
                }
            }
        }
    }

    private static void fill(TestCrm test, Random random) {
        CrmSession admin = test.as("admin");
        admin.policies().publish(POLICY, "guests").orElseThrow();
        admin.users().create(NewUser.of("Guest", "guest")).orElseThrow();
        List<String> owners = List.of("lan", "lin", "qiu", "rui");
        for (int i = 0; i < CUSTOMERS; i++) {
            Customer.Profile named = Customer.Profile.named(text(random, 4));
            Map<String, String> fields = new TreeMap<>();
            if (random.nextBoolean()) {
                fields.put("contactName", List.of("王五", "王五六", "Anders", "李").get(random.nextInt(4)));
            }
            if (random.nextBoolean()) {
                fields.put("contactPhone", "+861380013800" + random.nextInt(2));
            }
            if (random.nextInt(3) == 0) {
                fields.put("decisionMakerPhone", "+8613800138001");
            }
            Customer.Profile profile = CustomerFields.with(
                            named, random.nextInt(3) == 0 ? Map.of("shortName", text(random, 1)) : Map.of())
                    .ofType(List.of("large", "small").get(random.nextInt(2)))
                    .tagged(random.nextBoolean() ? new String[] {"VIP"} : new String[] {"late", "VIP"})
                    .withFields(fields);
            Customer made = test.as(owners.get(random.nextInt(4)))
                    .customers()
                    .create(NewCustomer.of(profile))
                    .orElseThrow();
            test.time.updateAndGet(at -> at.plusSeconds(random.nextInt(2)));
            if (random.nextInt(3) == 0) {
                test.as("director")
                        .grades()
                        .adjust(made.id(), ManualGrade.of(List.of("A", "B").get(random.nextInt(2)), "known"))
                        .orElseThrow();
            }
        }
        test.as("director").customers().list(CUSTOMERS, Optional.empty()).orElseThrow().items().stream()
                .filter(customer -> random.nextInt(4) == 0)
                .forEach(customer -> test.as("director")
                        .customers()
                        .fill(customer.id(), customer.version(), Map.of("name", text(random, 3)), "renamed")
                        .orElseThrow());
    }

    private static String text(Random random, int most) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(most) + 1; i > 0; i--) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString().strip();
    }

    private static CustomerQuery query(TestCrm test, Random random) {
        CustomerQuery query =
                CustomerQuery.all().sorted(List.of(CustomerQuery.Sort.values()).get(random.nextInt(3)));
        if (random.nextInt(5) > 0) {
            query = query.keyword(KEYWORDS.get(random.nextInt(KEYWORDS.size())));
        }
        if (random.nextInt(4) == 0) {
            query = query.having("type", random.nextBoolean() ? "large" : "small");
        }
        if (random.nextInt(4) == 0) {
            query = query.tagged(random.nextBoolean() ? List.of("VIP") : List.of("VIP", "late"));
        }
        if (random.nextInt(5) == 0) {
            query = query.ownedBy(test.id(random.nextBoolean() ? "lan" : "qiu"));
        }
        if (random.nextInt(3) == 0) {
            query = query.graded(random.nextBoolean() ? "A" : "B");
        }
        return query;
    }

    /** A customer as the reader gets it by its id, and its grade. */
    private record Seen(Customer customer, Optional<String> grade) {}

    private static List<Seen> seen(TestCrm test, CrmSession reader) {
        return test.crm
                .snapshot()
                .filter(record -> record.key().type().equals("customer"))
                .flatMap(record -> reader.customers().get(record.id()).toOptional().stream())
                .map(customer -> new Seen(
                        customer,
                        reader.grades()
                                .of(customer.id())
                                .orElseThrow()
                                .counting()
                                .map(grade -> grade.grade())))
                .toList();
    }

    private static List<String> found(CrmSession session, CustomerQuery query, int limit) {
        List<String> ids = new ArrayList<>();
        Optional<String> token = Optional.empty();
        do {
            var page = session.search().find(query, limit, token);
            if (!page.isDone()) {
                return List.of(page.refusals().get(0).code());
            }
            Listing<Customer> some = page.orElseThrow();
            assertThat(some.items()).hasSizeLessThanOrEqualTo(limit);
            some.items().forEach(customer -> ids.add(customer.id()));
            token = some.next();
        } while (token.isPresent());
        return ids;
    }

    // The rule, written anew from its words

    private static List<String> expected(CustomerQuery query, List<Seen> seen, String reader) {
        List<String> parts = query.keyword().map(SearchLaws::parts).orElse(List.of());
        if (query.keyword().isPresent() && parts.isEmpty()) {
            return List.of("search.too-short");
        }
        Comparator<Customer> order = switch (query.sort()) {
            case REGISTERED -> Comparator.comparing(Customer::id);
            case NAME ->
                Comparator.comparing((Customer c) -> c.name(), SearchLaws::byCodePoint)
                        .thenComparing(Customer::id);
            case CHANGED ->
                Comparator.comparing((Customer c) -> c.trace().updatedAt())
                        .thenComparing(Customer::id)
                        .reversed();
        };
        return seen.stream()
                .filter(one -> query.keyword().isEmpty()
                        || has(one.customer(), query.keyword().get(), parts, reader))
                .filter(one -> query.values().isEmpty()
                        || one.customer()
                                .profile()
                                .type()
                                .equals(Optional.of(query.values().get("type"))))
                .filter(one -> one.customer().profile().tags().containsAll(query.tags()))
                .filter(one -> query.owner().isEmpty()
                        || query.owner().equals(one.customer().owner()))
                .filter(one -> query.grade().isEmpty() || query.grade().equals(one.grade()))
                .map(Seen::customer)
                .sorted(order)
                .map(Customer::id)
                .toList();
    }

    private static int byCodePoint(String one, String other) {
        return java.util.Arrays.compare(
                one.codePoints().toArray(), other.codePoints().toArray());
    }

    private static boolean has(Customer customer, String keyword, List<String> parts, String reader) {
        Map<String, String> fields = customer.profile().fields();
        List<String> texts = new ArrayList<>(List.of(plain(customer.name())));
        customer.profile().shortName().map(SearchLaws::plain).ifPresent(texts::add);
        Optional.ofNullable(fields.get("contactName")).map(SearchLaws::plain).ifPresent(texts::add);
        boolean words = parts.stream().allMatch(part -> texts.stream().anyMatch(text -> occurs(text, part)));
        String digits = keyword.replaceAll("[^0-9]", "");
        boolean number = digits.length() >= 7 && keyword.matches("[-+0-9 ]+");
        String wanted = digits.replaceFirst("^86(?=1\\d{10}$)", "");
        boolean masked = reader.equals("guest"); // sees 138****8000: no number that could be equal
        boolean phone = !masked && equal(fields.get("contactPhone"), wanted);
        boolean other = equal(fields.get("decisionMakerPhone"), wanted);
        return words || (number && (phone || other));
    }

    private static boolean equal(String phone, String wanted) {
        return phone != null && phone.equals("+86" + wanted);
    }

    private static boolean occurs(String text, String part) {
        boolean beginning = part.length() == 2 && part.charAt(0) < 0x80;
        return beginning ? Pattern.compile("(?<![a-z0-9])" + part).matcher(text).find() : text.contains(part);
    }

    private static List<String> parts(String keyword) {
        List<String> parts = new ArrayList<>();
        Matcher matcher = Pattern.compile("[\\p{IsHan}]{2,}|[a-z0-9]{2,}").matcher(plain(keyword));
        while (matcher.find()) {
            parts.add(matcher.group());
        }
        return parts;
    }

    private static String plain(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKD)
                .replaceAll("\\p{Mn}", "")
                .toLowerCase(Locale.ROOT);
    }
}
