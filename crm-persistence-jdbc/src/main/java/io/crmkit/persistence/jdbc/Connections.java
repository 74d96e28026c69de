package io.crmkit.persistence.jdbc;

import java.sql.SQLException;

/** Where connections come from. Safe for use by many threads. */
interface Connections extends AutoCloseable {

    Dialect dialect();

    /** A connection to read with; each statement for itself. */
    Session reader() throws SQLException;

    /** A connection to write with. */
    Session writer() throws SQLException;

    /** A connection that sees one moment, for as long as it is held. */
    Session frozen() throws SQLException;

    /** {@return how long a payload may be} */
    int maxPayloadBytes();

    /** Ends all connections. */
    @Override
    void close();
}
