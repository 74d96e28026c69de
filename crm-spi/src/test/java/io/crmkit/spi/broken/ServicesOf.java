package io.crmkit.spi.broken;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;

/** A class loader that has a services file with one line, or with none. */
final class ServicesOf {

    private ServicesOf() {}

    static ClassLoader contract(Class<?> contract, Class<?> provider) {
        return loader(contract, provider.getName());
    }

    static ClassLoader nothing(Class<?> contract) {
        return loader(contract, "");
    }

    private static ClassLoader loader(Class<?> contract, String line) {
        try {
            Path jar = Path.of("target", "services", Integer.toHexString(line.hashCode()));
            Path services = Files.createDirectories(jar.resolve("META-INF/services"));
            Files.writeString(services.resolve(contract.getName()), line + "\n");
            return new URLClassLoader(new URL[] {jar.toUri().toURL()}, contract.getClassLoader());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
