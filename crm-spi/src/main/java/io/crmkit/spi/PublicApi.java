package io.crmkit.spi;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a type that others may depend on, and says what for. Calling and implementing a type are different promises; a
 * public class without this mark is not public API.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
public @interface PublicApi {

    /** {@return what the type is made for} */
    Use use();

    /** {@return the first release that has the type} */
    String since();

    /** {@return how much the type may still change} */
    Status status() default Status.EVOLVING;

    /** What a type may be used for. */
    @PublicApi(use = Use.CALLING, since = "0.1")
    enum Use {
        /** Made by CRM Kit and called by others; new methods may appear at any time. */
        CALLING,
        /** Made by plugin vendors and called by CRM Kit; grows by default methods only. */
        IMPLEMENTING
    }

    /** How stable a type is. */
    @PublicApi(use = Use.CALLING, since = "0.1")
    enum Status {
        /** Changes only with a new major release. */
        STABLE,
        /** May change with a minor release; the change log says how. */
        EVOLVING
    }
}
