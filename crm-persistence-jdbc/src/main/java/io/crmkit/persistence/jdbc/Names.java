package io.crmkit.persistence.jdbc;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Names of tables and indexes. They must differ where record types, indexes or orders differ, and fit into what the
 * databases allow (63 bytes in PostgreSQL): where a name is too long, or two could read alike, a checksum ends it.
 */
final class Names {

    static final String CATALOGUE = "crm__types";
    static final String RECEIPTS = "crm__receipts";

    private static final int LONGEST = 60;

    private Names() {}

    static String table(String type) {
        return "crm_" + type;
    }

    /** The side table of a multi-valued index. */
    static String many(String type, String index) {
        return fit("crm__", type, index);
    }

    /** The side table of grants; no index name begins with an underscore. */
    static String grants(String type) {
        return fit("crm__", type, "_grants");
    }

    /** An index; its kind tells apart what bears the same name. */
    static String index(String type, String kind, String name) {
        return fit("crmx_", type, kind + "_" + name);
    }

    private static String fit(String prefix, String type, String rest) {
        String name = prefix + type + "__" + rest;
        boolean plain = !type.contains("__")
                && !type.endsWith("_")
                && !rest.substring(1).contains("__");
        if (plain && name.length() <= LONGEST) {
            return name;
        }
        CRC32 sum = new CRC32();
        sum.update((type + "/" + rest).getBytes(StandardCharsets.US_ASCII));
        String end = String.format("_%08x", sum.getValue());
        return name.substring(0, Math.min(name.length(), LONGEST - end.length())) + end;
    }
}
