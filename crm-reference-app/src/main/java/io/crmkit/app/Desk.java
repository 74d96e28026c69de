package io.crmkit.app;

import io.crmkit.Crm;
import io.crmkit.CrmBuilder;
import io.crmkit.CrmSession;
import io.crmkit.access.NewUser;
import io.crmkit.access.User;
import io.crmkit.audit.CheckpointSigner;
import io.crmkit.document.FileContentStore;
import io.crmkit.protection.KeyFile;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.Parameters;
import io.crmkit.spi.storage.RecordStore;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where a subcommand works: opens the store, signs in, and speaks to the user. */
final class Desk implements AutoCloseable {

    static final String ADMINISTRATOR = "admin";
    static final String DIRECTOR = "director";
    static final String PASSWORD = "CRM_STORE_PASSWORD";
    static final String AUDIT_KEY = "CRM_AUDIT_KEY";
    static final String SIGNING_KEY = "CRM_AUDIT_SIGNING_KEY_FILE";
    static final String CHECKING_KEY = "CRM_AUDIT_CHECKING_KEY_FILE";
    static final String FIELD_KEYS = "CRM_FIELD_KEYS_FILE";
    static final String DOCUMENTS = "crm-documents";

    private final World world;
    private final CrmCommand options;
    private final Texts texts;
    private @Nullable URLClassLoader plugins;
    private Map<String, Parameters> channels = Map.of();
    private Path documents = Path.of(DOCUMENTS);
    private boolean saidAs;
    private boolean refused;

    Desk(World world, CrmCommand options, Texts texts) {
        this.world = world;
        this.options = options;
        this.texts = texts;
    }

    World world() {
        return world;
    }

    CrmCommand options() {
        return options;
    }

    Texts texts() {
        return texts;
    }

    Locale language() {
        return texts.language();
    }

    // What is said

    /** Says something beside the answer. */
    void say(String key, Object... args) {
        error(texts.get(key, args));
    }

    /** Writes a line beside the answer. */
    void error(String line) {
        world.out().flush();
        world.err().print(Safe.text(line) + "\n");
        world.err().flush();
    }

    /** Writes a line of the answer. */
    void answer(String line) {
        world.out().print(Safe.text(line) + "\n");
    }

    /** Ends the command when nobody reads its answer any more. */
    void stillRead() {
        if (world.out().checkError()) {
            throw new BrokenPipe();
        }
    }

    /** {@return a sheet in the format that was asked for} */
    Sheet sheet(String title, List<Sheet.Column> columns) {
        return switch (options.format) {
            case TABLE -> new TableSheet(world.out(), language(), zone(), title, columns, () -> refused);
            case CSV -> new CsvSheet(world.out(), language(), columns, this::error);
            case JSON -> new JsonSheet(world.out(), language(), title, columns);
        };
    }

    /** {@return the refusals, one on a line} */
    String told(List<Refusal> refusals) {
        return refusals.stream().map(this::told).collect(Collectors.joining("\n"));
    }

    /** {@return rule, message, and the field if the message does not name it} */
    String told(Refusal refusal) {
        String message = refusal.message(language());
        String field = refusal.field()
                .filter(f -> !message.contains(f))
                .map(this::called)
                .filter(label -> !message.contains(label))
                .map(label -> " [" + label + "]")
                .orElse("");
        String advice = texts.advice(refusal).map(own -> " " + own).orElse("");
        // Safe.text is for the whole line; a line break in a value must not look like another refusal.
        return Safe.text(refusal.rule() + " " + message + field + advice);
    }

    /** What people call a field; one that only programs know keeps its key. */
    private String called(String field) {
        String code = "field." + field;
        return Messages.englishCodes().contains(code) ? Messages.text(language(), code) : field;
    }

    /** {@return the answer; when it was refused, the command ends} */
    <T> T done(Outcome<T> outcome) {
        if (outcome instanceof Outcome.Pending<T> waits) {
            throw ended(Exit.FINE, texts.get("approval.pending", waits.approval()));
        }
        return outcome.toOptional().orElseThrow(() -> refused(told(outcome.refusals())));
    }

    /** {@return logins of those who decide about an approval now} */
    String asked(CrmSession session, String approval) {
        Map<String, String> logins = session.users().list().toOptional().stream()
                .flatMap(List::stream)
                .collect(Collectors.toMap(User::id, User::login));
        return session.approvals().of(approval).toOptional().stream()
                .flatMap(a -> a.turn().stream())
                .map(id -> logins.getOrDefault(id, id))
                .collect(Collectors.joining(", "));
    }

    /** {@return what is wrong with a file, in a few words} */
    String described(Exception e) {
        Throwable cause = e instanceof UncheckedIOException io ? io.getCause() : e;
        return cause instanceof NoSuchFileException missing
                ? texts.get("error.no-such-file", String.valueOf(missing.getFile()))
                : String.valueOf(cause == null ? e : cause);
    }

    /** Ends the command because it was called wrongly. */
    Explained usage(String key, Object... args) {
        return ended(Exit.USAGE, texts.get(key, args));
    }

    /** Ends the command because the answer is no. */
    Explained refused(String why) {
        return ended(Exit.REFUSED, why);
    }

    private Explained ended(int exit, String why) {
        refused = true; // a table that has no rows yet is not begun any more
        return new Explained(exit, why);
    }

    // Files

    /** {@return a path as the user meant it} */
    Path path(Path given) {
        return world.directory().resolve(given);
    }

    /** {@return a document that people wrote, which must be UTF-8} */
    String document(Path given) {
        Path file = path(given);
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw usage("error.not-utf8", given.toString());
        } catch (IOException e) {
            throw new Explained(Exit.USAGE, texts.get("error.io", described(e)));
        }
    }

    // The store

    Location location() {
        String where = options.store.orElse(CrmCommand.DEFAULT_STORE);
        if (Location.holdsSecret(where)) {
            throw usage("error.password-in-url", PASSWORD);
        }
        return Location.of(where, world.directory());
    }

    ZoneId zone() {
        return options.zone.orElse(world.zone());
    }

    /** {@return the time, or noon of the day that was given for today} */
    InstantSource clock() {
        return options.today
                .<InstantSource>map(day ->
                        Clock.fixed(day.atTime(LocalTime.NOON).atZone(zone()).toInstant(), zone()))
                .orElse(world.clock());
    }

    /** {@return a builder with time, plugins and audit, and no store yet} */
    CrmBuilder builder() {
        CrmBuilder builder = Crm.builder()
                .zone(zone())
                .clock(clock())
                .plugins(pluginLoader())
                .asksForTraining()
                .via("crm (os user " + world.osUser() + ")");
        channels.forEach(builder::notificationParameters);
        builder.contents(new FileContentStore(path(documents)));
        world.environment().apply(AUDIT_KEY).filter(k -> !k.isBlank()).ifPresent(key -> builder.auditKey(key(key)));
        signer().ifPresent(builder::auditSigner);
        fieldKeys().ifPresent(builder::fieldKeys);
        return builder;
    }

    /** {@return the keys of sensitive fields, from the file that the environment names} */
    private Optional<KeyFile> fieldKeys() {
        return world.environment().apply(FIELD_KEYS).filter(f -> !f.isBlank()).map(file -> {
            try {
                return KeyFile.open(path(Path.of(file)));
            } catch (UncheckedIOException e) {
                throw new Explained(Exit.USAGE, texts.get("error.field-keys", FIELD_KEYS, described(e)));
            } catch (IllegalArgumentException e) {
                throw new Explained(
                        Exit.USAGE, texts.get("error.field-keys", FIELD_KEYS, String.valueOf(e.getMessage())));
            }
        });
    }

    /** {@return the keys of sensitive fields, which must be there} */
    KeyFile requiredFieldKeys() {
        return fieldKeys().orElseThrow(() -> usage("error.no-field-keys", FIELD_KEYS));
    }

    /**
     * What notification channels are opened with: properties {@code CHANNEL.NAME=VALUE} in a file of its own, so that no
     * secret is an argument.
     */
    void openChannelsWith(Path given) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(document(given)));
        } catch (IOException | IllegalArgumentException e) {
            throw new Explained(Exit.USAGE, texts.get("error.io", described(e)));
        }
        Map<String, Parameters> all = new TreeMap<>();
        for (String key : properties.stringPropertyNames()) {
            int point = key.indexOf('.');
            if (point <= 0 || point == key.length() - 1) {
                throw usage("error.channel-parameter", key, given.toString());
            }
            all.merge(
                    key.substring(0, point),
                    Parameters.none().with(key.substring(point + 1), properties.getProperty(key)),
                    (one, other) -> {
                        Parameters both = one;
                        for (Map.Entry<String, String> entry : other.asMap().entrySet()) {
                            both = both.with(entry.getKey(), entry.getValue());
                        }
                        return both;
                    });
        }
        channels = all;
    }

    /** Says below which directory the contents of documents are kept. */
    void keepDocumentsIn(Path directory) {
        documents = directory;
    }

    /** {@return what signs checkpoints, with keys from files that the environment names, so that no key is an argument} */
    private Optional<CheckpointSigner> signer() {
        Optional<PrivateKey> signing = pem(
                SIGNING_KEY,
                "PRIVATE KEY",
                (factory, bytes) -> factory.generatePrivate(new PKCS8EncodedKeySpec(bytes)));
        Optional<PublicKey> checking = pem(
                CHECKING_KEY, "PUBLIC KEY", (factory, bytes) -> factory.generatePublic(new X509EncodedKeySpec(bytes)));
        return signing.isEmpty() && checking.isEmpty()
                ? Optional.empty()
                : Optional.of(CheckpointSigner.ed25519(signing, checking));
    }

    private interface KeyReader<K> {
        K read(KeyFactory factory, byte[] bytes) throws GeneralSecurityException;
    }

    private <K> Optional<K> pem(String variable, String label, KeyReader<K> reader) {
        return world.environment().apply(variable).filter(f -> !f.isBlank()).map(file -> {
            String text = document(Path.of(file)).strip();
            String begin = "-----BEGIN " + label + "-----";
            String end = "-----END " + label + "-----";
            try {
                if (!text.startsWith(begin) || !text.endsWith(end)) {
                    throw usage("error.key-file", variable, label);
                }
                byte[] bytes =
                        Base64.getMimeDecoder().decode(text.substring(begin.length(), text.length() - end.length()));
                return reader.read(KeyFactory.getInstance("Ed25519"), bytes);
            } catch (GeneralSecurityException | IllegalArgumentException e) {
                throw usage("error.key-file", variable, label);
            }
        });
    }

    private byte[] key(String text) {
        String stripped = text.strip();
        byte[] key;
        try {
            boolean hex = stripped.length() % 2 == 0 && stripped.matches("[0-9a-fA-F]+");
            key = hex ? HexFormat.of().parseHex(stripped) : Base64.getDecoder().decode(stripped);
        } catch (IllegalArgumentException e) {
            throw usage("error.audit-key", AUDIT_KEY);
        }
        if (key.length < 32) {
            throw usage("error.audit-key", AUDIT_KEY);
        }
        return key;
    }

    /** {@return where plugins are looked for: this program's own and the jars of the directory that was given} */
    ClassLoader pluginLoader() {
        if (plugins == null) {
            plugins = new URLClassLoader(
                    pluginJars().stream().map(Desk::url).toArray(URL[]::new), Main.class.getClassLoader());
        }
        return plugins;
    }

    /** {@return the jars of the directory that was given, if one was, by name} */
    List<Path> pluginJars() {
        return options.plugins
                .map(given -> {
                    Path directory = path(given);
                    if (!Files.isDirectory(directory)) {
                        throw usage("error.no-plugin-directory", given.toString());
                    }
                    try (Stream<Path> files = Files.list(directory)) {
                        return files.filter(f -> f.toString().endsWith(".jar"))
                                .sorted()
                                .toList();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .orElse(List.of());
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** {@return what the store needs beside its location} */
    Parameters storeParameters(Location location) {
        Parameters parameters = Parameters.none();
        for (Map.Entry<String, String> entry : options.storeParameters.entrySet()) {
            if (Location.holdsSecret("?" + entry.getKey() + "=")) {
                throw usage("error.password-in-url", PASSWORD);
            }
            parameters = parameters.with(entry.getKey(), entry.getValue());
        }
        if (options.databaseUser.isPresent()) {
            parameters = parameters.with("user", options.databaseUser.get());
        }
        if (location.server()) {
            Optional<String> password = world.environment().apply(PASSWORD);
            if (password.isEmpty() && options.databaseUser.isPresent()) {
                password = world.password().apply(texts.get("ask.password", options.databaseUser.get()));
            }
            if (password.isPresent()) {
                parameters = parameters.with("password", password.get());
            }
        }
        return parameters;
    }

    /** {@return whether a file that should hold the store is missing} */
    boolean storeIsMissing() {
        return location().file().filter(file -> !Files.exists(file)).isPresent();
    }

    /** {@return the store, made if need be} */
    Crm openOrMake() {
        Location location = location();
        location.file().map(Path::toAbsolutePath).map(Path::getParent).ifPresent(directory -> {
            if (!Files.isDirectory(directory)) {
                throw usage("error.no-such-directory", directory.toString());
            }
        });
        return builder()
                .store(location.where())
                .storeParameters(storeParameters(location))
                .open();
    }

    /** {@return the store, which must be there and have users} */
    Crm open() {
        if (storeIsMissing()) {
            throw new Explained(
                    Exit.TROUBLE, texts.get("error.store-missing", location().shown()));
        }
        Crm crm = openOrMake();
        if (!crm.isSetUp()) {
            crm.close();
            throw new Explained(
                    Exit.TROUBLE, texts.get("error.store-empty", location().shown()));
        }
        return crm;
    }

    /** {@return the plain store, for reading all of it; it must be there} */
    RecordStore openPlain() {
        Location location = location();
        return builder().storageFor(location.where()).open(location.where(), storeParameters(location));
    }

    /** Makes the first users. */
    Outcome<List<User>> setUp(Crm crm) {
        return crm.setUp(
                NewUser.of(texts.get("user.admin"), "administrator").withLogin(ADMINISTRATOR),
                NewUser.of(texts.get("user.director"), "sales-vice-president").withLogin(DIRECTOR));
    }

    /** {@return whether the store had no users, and now has the first ones} */
    boolean setUpIfNeeded(Crm crm) {
        if (crm.isSetUp()) {
            return false;
        }
        done(setUp(crm));
        return true;
    }

    /**
     * What must be neither an argument nor seen: from the environment, else asked for.
     *
     * @param variable the environment's variable
     * @param prompt key of the question
     * @return what was said
     */
    char[] secret(String variable, String prompt, Object... args) {
        return world.environment()
                .apply(variable)
                .or(() -> world.password().apply(texts.get(prompt, args)))
                .filter(text -> !text.isEmpty())
                .orElseThrow(() -> usage("error.no-secret", variable))
                .toCharArray();
    }

    /** {@return a session of the user who was named, or of another} */
    CrmSession signIn(Crm crm, String otherwise) {
        return signInAs(crm, options.login.orElse(otherwise));
    }

    private CrmSession signInAs(Crm crm, String login) {
        CrmSession session = done(crm.trySignIn(login));
        if (!saidAs) {
            saidAs = true;
            say("as.notice", login, world.osUser());
        }
        return session;
    }

    @Override
    public void close() {
        if (plugins != null) {
            try {
                plugins.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
