package io.crmkit.customer.duplicates;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.base.Splitter;
import com.ibm.icu.text.Transliterator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;

/**
 * Synthetic Chinese customers, and the recipe they are made by. Nobody's data: company and personal names, places and
 * streets are drawn from ../shared/data/vocabulary and put together at random, by a seed.
 *
 * <p><b>A customer</b> has a name (place 70 %, brand, line of business, legal form), a contact, a mobile phone, an address
 * (province, city, district, street, number), and in 40 % of cases an e-mail address. <b>Strangers that look alike</b>:
 * 10 % of customers take the brand of the one before them, in another place and line of business; 5 % its address, 3 % its
 * contact's name.
 *
 * <p><b>Copies</b>: 30 % of customers have one to three. To each copy happen one to three of these to its name: the legal
 * form is dropped or another; the place is dropped, gets 省/市, or goes into brackets of either width; the line of business
 * is dropped; only the brand remains; one character of the brand is another; traditional characters; full-width letters and
 * spaces; the initials of the brand's pinyin instead of the name (1 in 25). And to its other values, each on its own: the
 * phone is written with +86, blanks or dashes (50 %), missing (12 %), another (10 %), or has one wrong digit (5 %); the contact is
 * missing (20 %), another (10 %), or only a surname with 总 or 经理 (10 %); the address begins with the city (25 %) or the
 * street (15 %), lacks 号 (15 %), is missing (15 %), has another number (5 %), or has changed fields with the city (3 %).
 * A copy that has neither its phone nor its address nor its contact keeps its phone: nobody could tell it otherwise.
 */
final class ChineseCustomers {

    private static final Path VOCABULARY = Path.of("../../shared/data/vocabulary");

    private static final String[] BUSINESSES = {
        "科技", "贸易", "电子", "机械", "建筑工程", "网络科技", "信息技术", "实业", "食品", "服饰", "化工", "物流", "医疗器械", "教育科技", "文化传媒",
        "餐饮管理", "装饰工程", "电子商务", "新材料", "投资管理", "汽车销售", "生物科技", "环保科技", "家具", "纺织", "酒店管理", "农业发展", "商贸", "工业", "智能科技"
    };
    private static final String[] FORMS = {"有限公司", "有限公司", "有限公司", "有限公司", "有限责任公司", "股份有限公司", "集团有限公司", "厂"};
    private static final String[] PREFIXES = {
        "130", "131", "135", "136", "137", "138", "139", "150", "151", "158", "176", "186", "188", "189"
    };

    private final List<String> brands;
    private final List<String> people;
    private final List<Place> places;
    private final Transliterator traditional = Transliterator.getInstance("Simplified-Traditional");
    private final Transliterator pinyin = Transliterator.getInstance("Han-Latin/Names; NFD; [:M:] Remove");

    private record Place(String province, String city, String district, String street) {
        String upToDistrict() {
            return city + district;
        }
    }

    /** One customer before anything happens to it. */
    private record Customer(
            String place,
            String brand,
            String business,
            String form,
            String contact,
            String phone,
            Place at,
            int number,
            String email) {

        String name() {
            return place + brand + business + form;
        }
    }

    private ChineseCustomers() {
        brands = lines("Company-Shorter-Form-28W.txt", b -> b.length() >= 2 && b.length() <= 4);
        people = lines("Ancient_Names_Corpus_25W.txt", p -> p.length() >= 2 && p.length() <= 3);
        Map<String, String> provinces = new HashMap<>();
        lines("provinces.csv", l -> true).forEach(l -> provinces.put(cell(l, 0), cell(l, 1)));
        Map<String, String> cities = new HashMap<>();
        lines("cities.csv", l -> true).forEach(l -> cities.put(cell(l, 0), cell(l, 1)));
        Map<String, String> areas = new HashMap<>();
        lines("areas.csv", l -> true).forEach(l -> areas.put(cell(l, 0), cell(l, 1)));
        places = new ArrayList<>();
        for (String line : lines("streets.csv", l -> !l.startsWith("code"))) {
            String province = provinces.getOrDefault(cell(line, 3), "");
            String city = cities.getOrDefault(cell(line, 4), "");
            if (city.isEmpty() || city.startsWith("市辖") || city.contains("直辖") || city.equals("县")) {
                city = province;
            }
            String street = cell(line, 1).replace("街道", "路").replace("办事处", "");
            places.add(new Place(province, city, areas.getOrDefault(cell(line, 2), ""), street));
        }
    }

    static ChineseCustomers fromVocabulary() {
        assumeTrue(Files.isDirectory(VOCABULARY), "../shared/data/vocabulary is absent: no synthetic customers");
        return new ChineseCustomers();
    }

    private static String cell(String line, int index) {
        return Splitter.on(',').splitToList(line).get(index).replace("\"", "");
    }

    private static List<String> lines(String file, Predicate<String> wanted) {
        try {
            return Files.readAllLines(VOCABULARY.resolve(file)).stream()
                    .filter(l -> !l.contains("@") && !l.startsWith("20") && !l.isBlank())
                    .filter(wanted)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Makes customers.
     *
     * @param customers how many, without copies
     * @param seed the same seed, the same customers
     * @return the records in mixed order, and the truth
     */
    LabelledSet make(int customers, long seed) {
        Random random = new Random(seed);
        List<MatchRecord> records = new ArrayList<>();
        Map<String, String> truth = new HashMap<>();
        Customer before = customer(random);
        for (int i = 0; i < customers; i++) {
            Customer fresh = customer(random);
            int like = random.nextInt(100);
            Customer customer = new Customer(
                    fresh.place,
                    like < 10 ? before.brand : fresh.brand,
                    fresh.business,
                    fresh.form,
                    like >= 10 && like < 13 ? before.contact : fresh.contact,
                    fresh.phone,
                    like >= 13 && like < 18 ? before.at : fresh.at,
                    like >= 13 && like < 18 ? before.number : fresh.number,
                    fresh.email);
            before = customer;
            int copies = random.nextInt(100) < 30 ? 1 + random.nextInt(3) : 0;
            for (int copy = 0; copy <= copies; copy++) {
                String id = i + "-" + copy;
                records.add(copy == 0 ? original(id, customer) : copy(id, customer, random));
                truth.put(id, String.valueOf(i));
            }
        }
        Collections.shuffle(records, random);
        return new LabelledSet("synthetic Chinese customers", records, truth);
    }

    private Customer customer(Random random) {
        Place at = places.get(random.nextInt(places.size()));
        String city = ChineseRegions.plain(at.city);
        String province = ChineseRegions.plain(at.province);
        String place = random.nextInt(100) < 70 ? random.nextBoolean() ? city : province : "";
        String phone = phone(random);
        return new Customer(
                place,
                brands.get(random.nextInt(brands.size())),
                BUSINESSES[random.nextInt(BUSINESSES.length)],
                FORMS[random.nextInt(FORMS.length)],
                people.get(random.nextInt(people.size())),
                phone,
                at,
                1 + random.nextInt(999),
                random.nextInt(100) < 40 ? phone.substring(3) + "@qq.com" : "");
    }

    private static String phone(Random random) {
        return PREFIXES[random.nextInt(PREFIXES.length)]
                + String.format(Locale.ROOT, "%08d", random.nextInt(100_000_000));
    }

    private static MatchRecord original(String id, Customer c) {
        return MatchRecord.of(id)
                .with(Role.ORGANISATION, c.name())
                .with(Role.PERSON, c.contact)
                .with(Role.PHONE, c.phone)
                .with(Role.CITY, c.at.city)
                .with(Role.STREET, c.at.province + c.at.upToDistrict() + c.at.street + c.number + "号")
                .with(Role.EMAIL, c.email);
    }

    private MatchRecord copy(String id, Customer c, Random random) {
        String phone = phoneOf(c, random);
        String contact = contactOf(c, random);
        int fate = random.nextInt(100);
        String street = c.at.street
                + (fate >= 55 && fate < 60 ? 1 + random.nextInt(999) : c.number)
                + (fate >= 40 && fate < 55 ? "" : "号");
        String address = fate < 25
                ? c.at.upToDistrict() + street
                : fate < 40 ? street : c.at.province + c.at.upToDistrict() + street;
        boolean swapped = fate >= 97;
        if (fate >= 80 && fate < 95) {
            address = "";
        }
        if (!phone.endsWith(c.phone.substring(4)) && address.isEmpty() && !contact.equals(c.contact)) {
            phone = c.phone;
        }
        return MatchRecord.of(id)
                .with(Role.ORGANISATION, nameOf(c, random))
                .with(Role.PERSON, contact)
                .with(Role.PHONE, phone)
                .with(Role.CITY, swapped ? address : c.at.city)
                .with(Role.STREET, swapped ? c.at.city : address)
                .with(Role.EMAIL, random.nextInt(100) < 60 ? c.email : "");
    }

    private static String phoneOf(Customer c, Random random) {
        int fate = random.nextInt(100);
        if (fate < 12) {
            return "";
        }
        if (fate < 22) {
            return phone(random);
        }
        String p = c.phone;
        if (fate < 27) {
            int at = 3 + random.nextInt(8);
            return p.substring(0, at) + (p.charAt(at) - '0' + 1) % 10 + p.substring(at + 1);
        }
        return switch (random.nextInt(6)) {
            case 0 -> "+86 " + p;
            case 1 -> p.substring(0, 3) + "-" + p.substring(3, 7) + "-" + p.substring(7);
            case 2 -> p.substring(0, 3) + " " + p.substring(3, 7) + " " + p.substring(7);
            default -> p;
        };
    }

    private String contactOf(Customer c, Random random) {
        int fate = random.nextInt(100);
        if (fate < 20) {
            return "";
        }
        if (fate < 30) {
            return people.get(random.nextInt(people.size()));
        }
        return fate < 40 ? c.contact.substring(0, 1) + (random.nextBoolean() ? "总" : "经理") : c.contact;
    }

    private String initials(String brand) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < brand.length(); i++) {
            out.append(pinyin.transliterate(brand.substring(i, i + 1)).charAt(0));
        }
        return out.toString().toUpperCase(Locale.ROOT);
    }

    private String nameOf(Customer c, Random random) {
        if (random.nextInt(25) == 0) {
            return initials(c.brand);
        }
        String place = c.place;
        String brand = c.brand;
        String business = c.business;
        String form = c.form;
        String bracket = "";
        boolean traditionally = false;
        boolean wide = false;
        for (int k = 1 + random.nextInt(3); k > 0; k--) {
            switch (random.nextInt(9)) {
                case 0 -> form = "";
                case 1 -> form = FORMS[random.nextInt(FORMS.length)];
                case 2 -> place = "";
                case 3 -> place = place.isEmpty() ? "" : place + "市";
                case 4 -> {
                    bracket = place.isEmpty() ? "" : random.nextBoolean() ? "(" + place + ")" : "（" + place + "）";
                    place = "";
                }
                case 5 -> business = "";
                case 6 -> {
                    int at = random.nextInt(brand.length());
                    String other = brands.get(random.nextInt(brands.size()));
                    brand = brand.length() < 3
                            ? brand
                            : brand.substring(0, at) + other.charAt(0) + brand.substring(at + 1);
                }
                case 7 -> traditionally = true;
                default -> wide = true;
            }
        }
        if (random.nextInt(12) == 0) {
            place = "";
            business = "";
            form = "";
        }
        String name = place + brand + bracket + business + form;
        if (wide) {
            name = name.substring(0, name.length() / 2) + " " + name.substring(name.length() / 2);
        }
        return traditionally ? traditional.transliterate(name) : name;
    }
}
