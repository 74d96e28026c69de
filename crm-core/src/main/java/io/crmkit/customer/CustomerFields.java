package io.crmkit.customer;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.cache.CacheLoader;
import com.google.common.cache.LoadingCache;
import com.google.common.hash.Hashing;
import io.crmkit.access.AccessPolicy;
import io.crmkit.audit.AuditPolicy;
import io.crmkit.customer.duplicates.LookupKeys;
import io.crmkit.customer.duplicates.Matchable;
import io.crmkit.dictionary.Dictionary;
import io.crmkit.dictionary.DictionaryPolicy;
import io.crmkit.dictionary.Field;
import io.crmkit.dictionary.FieldDefinition;
import io.crmkit.dictionary.FieldDefinition.Option;
import io.crmkit.dictionary.FieldType;
import io.crmkit.dictionary.InformationModule;
import io.crmkit.internal.road.ByPolicy;
import io.crmkit.internal.store.WalledField;
import io.crmkit.policy.Policy;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Money;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.IndexValues;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The dictionary's fields in customers. Standard fields (CUS-02) are components of {@link Customer.Profile} with columns of their
 * own; the dictionary says of them, as of all others, what they are called, how they are filled and whether they count. All others
 * stand in {@link Customer.Profile#fields()}.
 */
public final class CustomerFields {

    private static final String MODULE = "customer";
    private static final String SECTION = DictionaryPolicy.SECTION.name() + ".fields.";

    /** The standard fields, and the columns that tell of them. */
    private static final Map<String, FieldType> STANDARD = Map.ofEntries(
            Map.entry("name", FieldType.TEXT),
            Map.entry("shortName", FieldType.TEXT),
            Map.entry("industry", FieldType.SINGLE_CHOICE),
            Map.entry("region", FieldType.TEXT),
            Map.entry("employees", FieldType.INTEGER),
            Map.entry("annualRevenue", FieldType.MONEY),
            Map.entry("foundedYear", FieldType.INTEGER),
            Map.entry("source", FieldType.TEXT),
            Map.entry("remark", FieldType.TEXT),
            Map.entry("type", FieldType.SINGLE_CHOICE),
            Map.entry("purchasingPower", FieldType.SINGLE_CHOICE));

    private static final Map<String, String> COLUMNS = Map.of(
            "name", "name",
            "industry", "industry",
            "region", "region",
            "source", "source",
            "type", "type",
            "purchasingPower", "purchasing_power");

    /** What else a customer has that imports and walls call by a name. */
    private static final Set<String> TAKEN = Set.of("parent", "tags", "owner", "salesCode", "traded", "id", "version");

    /** The modules whose key fields have an index of their own. */
    static final Set<InformationModule> INDEXED =
            EnumSet.of(InformationModule.BASIC, InformationModule.PAYMENT, InformationModule.PURCHASING);

    /** What of customers depends on the policy. */
    public static final ByPolicy<Customer> BY_POLICY = new ByPolicy<>(
            Customer.KIND,
            policy -> inForce(policy).names,
            policy -> inForce(policy).walled,
            policy -> inForce(policy).sensitive,
            (policy, customer, values, marks) -> {
                index(inForce(policy), customer, values);
                values.many(Matchable.INDEX, keys(policy, customer.profile()).stored());
                values.many(Customer.WORDS, words(policy).of(customer, marks));
            });

    private static final LoadingCache<Policy, InForce> KNOWN =
            CacheBuilder.newBuilder().weakKeys().build(CacheLoader.from(InForce::new));

    /** By the sections that a dictionary follows from: policies that say nothing of them share them. */
    private static final LoadingCache<DictionaryPolicy, Cache<CustomerPolicy, Known>> DICTIONARIES =
            CacheBuilder.newBuilder()
                    .weakKeys()
                    .build(CacheLoader.from(
                            () -> CacheBuilder.newBuilder().weakKeys().build()));

    /** What follows from a dictionary alone. */
    private static final class Known {
        private final Dictionary dictionary;
        private final List<Field> own;
        private final List<String> names;
        private final Set<String> sensitive;
        private final String fingerprint;

        Known(Dictionary dictionary) {
            this.dictionary = dictionary;
            own = dictionary.fields().stream()
                    .filter(field -> !STANDARD.containsKey(field.key()))
                    .toList();
            names = own.stream().map(Field::key).toList();
            sensitive = own.stream()
                    .filter(Field::sensitive)
                    .map(field -> "profile.fields." + field.key())
                    .collect(Collectors.toUnmodifiableSet());
            fingerprint = CustomerFields.fingerprint(dictionary);
        }

        static Known by(DictionaryPolicy fields, CustomerPolicy lists) {
            Cache<CustomerPolicy, Known> some = DICTIONARIES.getUnchecked(fields);
            Known known = some.getIfPresent(lists);
            if (known == null) { // made twice when two ask at once, which does no harm
                known = new Known(Dictionary.of(
                        fields,
                        Map.of(
                                "industry", options(lists.industries()),
                                "type", options(lists.types()),
                                "purchasingPower", options(lists.purchasingPowers()))));
                some.put(lists, known);
            }
            return known;
        }

        private static List<Option> options(List<CustomerPolicy.Entry> list) {
            return list.stream()
                    .map(entry -> new Option(entry.key(), entry.name()))
                    .toList();
        }
    }

    /** What follows from a policy, made once. */
    private static final class InForce {
        private final Dictionary dictionary;
        private final List<String> names;
        private final List<WalledField> walled;
        private final Set<String> sensitive;
        private final String fingerprint;
        private final CustomerWords words;

        /** Of profiles that are at hand: a customer that is imported is checked, compared with those after it, and stored. */
        private final Cache<Customer.Profile, LookupKeys.Both> keys =
                CacheBuilder.newBuilder().weakKeys().build();

        InForce(Policy policy) {
            Known known = Known.by(policy.get(DictionaryPolicy.SECTION), policy.get(CustomerPolicy.SECTION));
            dictionary = known.dictionary;
            names = known.names;
            sensitive = known.sensitive;
            fingerprint = known.fingerprint;
            Set<String> walls = policy.get(AccessPolicy.SECTION).roles().values().stream()
                    .flatMap(role -> role.walls().keySet().stream())
                    .collect(Collectors.toSet());
            walled = known.own.stream()
                    .filter(field -> walls.contains(MODULE + "." + field.key()))
                    .map(CustomerFields::walled)
                    .toList();
            words = CustomerWords.by(dictionary, policy.get(AuditPolicy.SECTION).sensitive(Customer.KIND));
        }
    }

    private CustomerFields() {}

    private static InForce inForce(Policy policy) {
        return KNOWN.getUnchecked(policy);
    }

    /**
     * The dictionary of a policy.
     *
     * @param policy the policy
     * @return the dictionary
     */
    public static Dictionary of(Policy policy) {
        return inForce(policy).dictionary;
    }

    /** What customers are searched by. */
    static CustomerWords words(Policy policy) {
        return inForce(policy).words;
    }

    /** By which keys duplicates are looked up (CUS-05). */
    static LookupKeys.Both keys(Policy policy, Customer.Profile profile) {
        Cache<Customer.Profile, LookupKeys.Both> known = inForce(policy).keys;
        LookupKeys.Both keys = known.getIfPresent(profile);
        if (keys == null) {
            keys = LookupKeys.shipped().of(MatchableCustomers.says(policy, "", profile));
            known.put(profile, keys);
        }
        return keys;
    }

    /** Remembers them for another profile that says the same of its bearer. */
    static void keep(Policy policy, Customer.Profile profile, LookupKeys.Both keys) {
        inForce(policy).keys.put(profile, keys);
    }

    /** What counts and facets of customers follow from: while it is the same, they need not be computed anew. */
    static String fingerprint(Policy policy) {
        return inForce(policy).fingerprint;
    }

    /** The same for the shipped dictionary. */
    static String shippedFingerprint() {
        return fingerprint(Dictionary.of(DictionaryPolicy.SECTION.defaults(), Map.of()));
    }

    private static String fingerprint(Dictionary dictionary) {
        String all = dictionary.fields().stream()
                .map(field -> field.key()
                        + field.type()
                        + field.module()
                        + field.counts()
                        + field.filtered()
                        + field.retired())
                .collect(Collectors.joining(";"));
        return Hashing.sha256().hashString(all, StandardCharsets.UTF_8).toString();
    }

    static boolean isStandard(String key) {
        return STANDARD.containsKey(key);
    }

    /**
     * What a dictionary may not say of standard fields, which are columns, and keys that mean something else.
     *
     * @param policy the policy
     * @return the refusals
     */
    public static List<Refusal> problems(Policy policy) {
        List<Refusal> wrong = new ArrayList<>();
        Map<String, FieldDefinition> fields =
                new TreeMap<>(policy.get(DictionaryPolicy.SECTION).fields());
        fields.forEach((key, field) -> {
            FieldType type = STANDARD.get(key);
            if (type != null && field.type() != type) {
                wrong.add(problem(key, "type", field.type().name(), "dictionary.want.standard-type", type.name()));
            }
            if (type != null && field.sensitive().orElse(false)) {
                wrong.add(problem(key, "sensitive", "true", "dictionary.want.not-sensitive"));
            }
            if (type != null && type.isChoice() && !field.options().isEmpty()) {
                wrong.add(problem(key, "options", "", "dictionary.want.options-elsewhere"));
            }
            if (type == null && field.type().isChoice() && field.options().isEmpty()) {
                wrong.add(problem(key, "options", "[]", "dictionary.want.some-options"));
            }
            if (TAKEN.contains(key)) {
                wrong.add(problem(key, "", key, "dictionary.want.other-key", String.join(", ", new TreeSet<>(TAKEN))));
            }
        });
        if (fields.get("name") != null && fields.get("name").retired().orElse(false)) {
            wrong.add(problem("name", "retired", "true", "dictionary.want.name"));
        }
        return wrong;
    }

    private static Refusal problem(String key, String part, String value, String allowed, Object... args) {
        String path = SECTION + key + (part.isEmpty() ? "" : "." + part);
        return Refusal.of(
                        Refusal.Kind.INVALID,
                        "POL-01",
                        "document.wrong-value",
                        path,
                        value,
                        Messages.label(allowed, args))
                .onField(path)
                .ofValue(value);
    }

    // Values

    /**
     * All that is known of a customer, by key of the dictionary.
     *
     * @param profile what is known
     * @return the values, each as the text that it is stored by
     */
    public static Map<String, String> values(Customer.Profile profile) {
        Map<String, String> values = new TreeMap<>(profile.fields());
        values.put("name", profile.name());
        profile.shortName().ifPresent(value -> values.put("shortName", value));
        profile.industry().ifPresent(value -> values.put("industry", value));
        profile.region().ifPresent(value -> values.put("region", value));
        profile.employees().ifPresent(value -> values.put("employees", value.toString()));
        profile.annualRevenue().ifPresent(value -> values.put("annualRevenue", value.toString()));
        profile.foundedYear().ifPresent(value -> values.put("foundedYear", value.toString()));
        profile.source().ifPresent(value -> values.put("source", value));
        profile.remark().ifPresent(value -> values.put("remark", value));
        profile.type().ifPresent(value -> values.put("type", value));
        profile.purchasingPower().ifPresent(value -> values.put("purchasingPower", value));
        return values;
    }

    /**
     * A profile with other values.
     *
     * @param profile the profile
     * @param changes by key of the dictionary the values, as they are stored; an empty text takes the value away
     * @return the other profile
     */
    static Customer.Profile with(Customer.Profile profile, Map<String, String> changes) {
        Map<String, String> own = new TreeMap<>(profile.fields());
        changes.forEach((key, value) -> {
            if (value.isEmpty()) {
                own.remove(key);
            } else if (!isStandard(key)) {
                own.put(key, value);
            }
        });
        return new Customer.Profile(
                changes.getOrDefault("name", profile.name()),
                text(changes, "shortName", profile.shortName()),
                text(changes, "industry", profile.industry()),
                text(changes, "region", profile.region()),
                text(changes, "employees", profile.employees().map(String::valueOf))
                        .map(CustomerFields::small),
                text(changes, "annualRevenue", profile.annualRevenue().map(Money::toString))
                        .map(CustomerFields::money),
                text(changes, "foundedYear", profile.foundedYear().map(String::valueOf))
                        .map(CustomerFields::small),
                profile.parent(),
                text(changes, "source", profile.source()),
                text(changes, "remark", profile.remark()),
                text(changes, "type", profile.type()),
                text(changes, "purchasingPower", profile.purchasingPower()),
                profile.tags(),
                own);
    }

    private static Optional<String> text(Map<String, String> changes, String key, Optional<String> before) {
        String value = changes.get(key);
        return value == null ? before : Optional.of(value).filter(text -> !text.isEmpty());
    }

    /** A number that is too great becomes the greatest, which no constraint of the profile lets pass. */
    private static Integer small(String number) {
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, Long.parseLong(number)));
    }

    private static Money money(String value) {
        int space = value.indexOf(' ');
        return Money.of(value.substring(space + 1), value.substring(0, space));
    }

    // Indexes

    /**
     * Customers that have a value.
     *
     * @param field the field
     * @param value the value, as it is stored
     * @return which; empty when customers cannot be filtered by the field
     */
    static Optional<Filter> filter(Field field, String value) {
        String column = COLUMNS.get(field.key());
        if (column != null) {
            return Optional.of(Filter.equal(column, value));
        }
        return field.filtered() && !isStandard(field.key())
                ? Optional.of(Filter.anyOf(Customer.FACETS, facets(field, value)))
                : Optional.empty();
    }

    /**
     * The facet that says that something is known in a module whose fields do not count.
     *
     * @param module the module
     * @return the value in {@link Customer#FACETS}
     */
    public static String presence(InformationModule module) {
        return "@" + module.key();
    }

    private static List<String> facets(Field field, String value) {
        List<String> values = field.type() == FieldType.MULTIPLE_CHOICE ? List.of(value.split(",")) : List.of(value);
        return values.stream().map(one -> field.key() + "=" + one).toList();
    }

    private static WalledField walled(Field field) {
        WalledField walled = WalledField.of(Customer.class, field.key(), "profile.fields." + field.key())
                .toldWithin(Customer.FACETS, field.key() + "=", presence(field.module()))
                .toldWithin(Customer.WORDS, CustomerWords.beginning(field.key()));
        if (MatchableCustomers.role(field).isPresent()) {
            walled = walled.toldBy(Matchable.INDEX);
        }
        if (!field.counts()) {
            return walled;
        }
        return INDEXED.contains(field.module())
                ? walled.countedBy(Customer.FILLED, Customer.filled(field.module()))
                : walled.countedBy(Customer.FILLED);
    }

    /** Counts what {@link io.crmkit.dictionary.Completeness} counts, in time that follows what is known and not what could be. */
    private static void index(InForce now, Customer customer, IndexValues.Builder index) {
        Map<InformationModule, Integer> filled = new EnumMap<>(InformationModule.class);
        Set<String> facets = new TreeSet<>();
        int all = 0;
        for (Map.Entry<String, String> known : values(customer.profile()).entrySet()) {
            Field field = now.dictionary.field(known.getKey()).orElse(null);
            if (field == null || field.retired() || known.getValue().isBlank()) {
                continue;
            }
            if (field.counts()) {
                all++;
                filled.merge(field.module(), 1, Integer::sum);
            }
            if (!INDEXED.contains(field.module())) {
                facets.add(presence(field.module()));
            }
            if (field.filtered() && !isStandard(field.key())) {
                facets.addAll(facets(field, known.getValue()));
            }
        }
        index.many(Customer.FACETS, facets).integer(Customer.FILLED, (long) all);
        for (InformationModule module : INDEXED) {
            index.integer(Customer.filled(module), (long) filled.getOrDefault(module, 0));
        }
    }
}
