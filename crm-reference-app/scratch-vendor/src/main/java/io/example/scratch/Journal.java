package io.example.scratch;

import io.crmkit.spi.storage.StorageException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import java.util.zip.CRC32;

/** A file of entries, each with its length and checksum. What was torn off by a crash is cut away when it is read. */
final class Journal {

    private static final int HEAD = Integer.BYTES + Long.BYTES;

    private final FileChannel file;
    private long end;

    private Journal(FileChannel file) {
        this.file = file;
    }

    static Journal open(Path path) {
        try {
            FileChannel file = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                if (file.tryLock() != null) {
                    return new Journal(file);
                }
            } catch (OverlappingFileLockException e) {
                // this very process has it open
            }
            file.close();
        } catch (IOException e) {
            throw unavailable("cannot open " + path, e);
        }
        throw new StorageException(
                StorageException.Kind.UNAVAILABLE, path + " is open elsewhere; it takes one store at a time");
    }

    /** Reads all whole entries. */
    void read(Consumer<ByteBuffer> reader) {
        try {
            while (true) {
                ByteBuffer head = at(end, HEAD);
                int length = head.getInt();
                long checksum = head.getLong();
                if (length < 0 || end + HEAD + length > file.size()) {
                    break;
                }
                ByteBuffer entry = at(end + HEAD, length);
                if (checksum(entry) != checksum) {
                    break;
                }
                reader.accept(entry);
                end += HEAD + length;
            }
        } catch (EOFException e) {
            // the end, or a head torn off
        } catch (IOException e) {
            throw unavailable("cannot read the journal", e);
        }
        try {
            file.truncate(end);
        } catch (IOException e) {
            throw unavailable("cannot cut the journal", e);
        }
    }

    /** Writes an entry and does not come back before it is on the disk. */
    void append(byte[] entry) {
        ByteBuffer bytes = ByteBuffer.allocate(HEAD + entry.length)
                .putInt(entry.length)
                .putLong(checksum(ByteBuffer.wrap(entry)))
                .put(entry)
                .flip();
        try {
            for (long position = end; bytes.hasRemaining(); ) {
                position += file.write(bytes, position);
            }
            file.force(false);
            end += HEAD + entry.length;
        } catch (IOException e) {
            throw unavailable("cannot write the journal", e);
        }
    }

    void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw unavailable("cannot close the journal", e);
        }
    }

    private ByteBuffer at(long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, position + bytes.position()) < 0) {
                throw new EOFException();
            }
        }
        return bytes.flip();
    }

    private static long checksum(ByteBuffer bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes.duplicate());
        return crc.getValue();
    }

    private static StorageException unavailable(String message, IOException cause) {
        return new StorageException(StorageException.Kind.UNAVAILABLE, message, cause);
    }
}
