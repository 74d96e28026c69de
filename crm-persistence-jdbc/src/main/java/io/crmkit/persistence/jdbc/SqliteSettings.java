package io.crmkit.persistence.jdbc;

import java.time.Duration;

/** How an SQLite file is opened. */
record SqliteSettings(String file, int readers, Duration busyTimeout, String synchronous, int maxPages) {}
