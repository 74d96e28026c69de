package io.crmkit.document;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** Contents on their way in: counted, hashed, their beginning remembered, and cut off where they become too large. */
final class Intake extends FilterInputStream {

    /** Contents are larger than the policy allows. */
    static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1L;

        TooLarge(long most) {
            super("more than " + most + " bytes");
        }
    }

    private final long most;
    private final MessageDigest digest;
    private final byte[] beginning = new byte[FileType.BYTES];
    private long size;

    Intake(InputStream in, long most) {
        super(in);
        this.most = most;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int count = read(one, 0, 1);
        return count < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        int count = super.read(bytes, from, length);
        if (count > 0) {
            for (int i = 0; i < count && size + i < beginning.length; i++) {
                beginning[(int) size + i] = bytes[from + i];
            }
            size += count;
            if (size > most) {
                throw new TooLarge(most);
            }
            digest.update(bytes, from, count);
        }
        return count;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    @Override
    public long skip(long count) {
        return 0; // what is passed over would not be hashed
    }

    long size() {
        return size;
    }

    byte[] beginning() {
        return Arrays.copyOf(beginning, (int) Math.min(size, beginning.length));
    }

    String sha256() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
