package io.crmkit.persistence.jdbc;

import io.crmkit.spi.storage.IndexKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** One statement in the making: its text, and what will be bound to its question marks. */
final class Sql {

    /** What is bound to one question mark: a value, or a whole collection of values as one array. */
    record Arg(IndexKind kind, Object value) {}

    private final StringBuilder text = new StringBuilder();
    private final List<Arg> args = new ArrayList<>();

    static Sql of(String text) {
        return new Sql().add(text);
    }

    Sql add(String part) {
        text.append(part);
        return this;
    }

    /** Adds a question mark and what is bound to it. */
    Sql bind(IndexKind kind, Object value) {
        text.append('?');
        return bound(kind, value);
    }

    Sql text(String value) {
        return bind(IndexKind.TEXT, value);
    }

    /** Binds to a question mark that the text already has. */
    Sql bound(IndexKind kind, Object value) {
        args.add(new Arg(kind, value));
        return this;
    }

    Sql add(Sql other) {
        text.append(other.text);
        args.addAll(other.args);
        return this;
    }

    /** Adds texts with something between them. */
    Sql join(String between, Collection<Sql> parts) {
        String next = "";
        for (Sql part : parts) {
            add(next).add(part);
            next = between;
        }
        return this;
    }

    String text() {
        return text.toString();
    }

    List<Arg> args() {
        return args;
    }
}
