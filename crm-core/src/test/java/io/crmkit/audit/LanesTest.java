package io.crmkit.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.crmkit.CrmSession;
import io.crmkit.TestCrm;
import io.crmkit.customer.NewCustomer;
import io.crmkit.spi.storage.InMemoryStore;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.StorageException;
import io.crmkit.spi.storage.StorageException.Kind;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** ACC-10: a lane of the audit trail is used again when it is known where it ends, and never when nobody knows. */
class LanesTest {

    /** Thrown by the next commit in place of it. */
    private RuntimeException thrown;

    /** Whether it cannot be asked either what became of a commit. */
    private boolean silent;

    private RecordStore failing() {
        RecordStore store = new InMemoryStore();
        return (RecordStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {RecordStore.class}, (proxy, method, args) -> {
                    RuntimeException now = thrown;
                    if (method.getName().equals("commit") && now != null) {
                        thrown = null;
                        throw now;
                    }
                    if (method.getName().equals("resolve") && silent) {
                        throw new StorageException(Kind.TRANSIENT, "no answer");
                    }
                    try {
                        return method.invoke(store, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static boolean create(CrmSession lan, String name) {
        return lan.customers().create(NewCustomer.named(name)).isDone();
    }

    /** What is thrown, whether the store is silent then, whether the caller is told so, how many lanes there are more. */
    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new IllegalArgumentException("a value that no store takes"), false, true, 0),
                Arguments.of(new StorageException(Kind.TRANSIENT, "a deadlock"), false, false, 0),
                Arguments.of(new StorageException(Kind.UNAVAILABLE, "a lost connection"), false, true, 1),
                Arguments.of(new IllegalStateException("a bug"), false, false, 0),
                Arguments.of(new IllegalStateException("a bug"), true, true, 1));
    }

    @ParameterizedTest(
            name = "ACC-10 a commit throws {0}, nobody can be asked: {1}; the caller is told: {2}; {3} lanes more")
    @MethodSource("failures")
    void afterAFailure(RuntimeException failure, boolean nobodyKnows, boolean told, int more) {
        try (TestCrm test = new TestCrm(failing())) {
            CrmSession lan = test.as("lan");
            assertThat(create(lan, "宁波海天精工有限公司")).isTrue();
            long lanes = test.as("admin").audit().verify().orElseThrow().lanes();
            thrown = failure;
            silent = nobodyKnows;
            Throwable caught = catchThrowable(() -> create(lan, "深圳大疆创新科技有限公司"));
            assertThat(caught != null).isEqualTo(told);
            silent = false;
            assertThat(create(lan, "上海联创软件有限公司")).isTrue();
            AuditTrail.Verification after = test.as("admin").audit().verify().orElseThrow();
            assertThat(after.lanes()).isEqualTo(lanes + more);
            assertThat(after.intact()).isTrue();
        }
    }
}
