package io.holdfast.externaldata;

import io.holdfast.crypto.TrustedAuthority;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/// Tells which addresses may be read. Thread-safe.
final class Gate {

    private static final String FILE = "file:";
    // What the mirrored system takes behind an address: keys and identities to sign in with.
    private static final char CREDENTIALS = ';';

    // The trust of each host; empty for that of the Java runtime.
    private final Map<ExternalHost, Optional<SSLContext>> hosts;
    // As configured and as they really are: an address may name either.
    private final List<Path> folders;
    private final List<Path> realFolders;

    private Gate(Map<ExternalHost, Optional<SSLContext>> hosts, List<Path> folders, List<Path> realFolders) {
        this.hosts = hosts;
        this.folders = folders;
        this.realFolders = realFolders;
    }

    static Gate of(ExternalPlaces places, SecureRandom random) {
        Map<ExternalHost, Optional<SSLContext>> hosts = new LinkedHashMap<>();
        places.hosts().forEach(host -> hosts.put(host,
                host.authority().map(file -> TrustedAuthority.sslContext(file, random))));
        List<Path> folders = new ArrayList<>();
        List<Path> real = new ArrayList<>();
        for (Path folder : places.folders()) {
            try {
                real.add(folder.toRealPath());
            } catch (IOException e) {
                throw new IllegalArgumentException("There is no such folder: " + folder, e);
            }
            if (!Files.isDirectory(folder)) {
                throw new IllegalArgumentException("This is no folder: " + folder);
            }
            folders.add(folder.toAbsolutePath().normalize());
        }
        folders.addAll(real);
        return new Gate(hosts, folders, real);
    }

    /// Where an address of a query leads.
    ///
    /// @throws ReadFailure if it may not be read
    Address admit(String text) {
        if (text.indexOf(CREDENTIALS) >= 0) {
            throw new ReadFailure("keys and identities behind an address are not taken; use an address that "
                    + "needs none");
        }
        boolean local = text.startsWith("/") || text.startsWith(FILE);
        return local ? file(text) : new Address.Remote(admitted(uri(text)));
    }

    /// Checks an address, be it of the query or of a redirection.
    ///
    /// @throws ReadFailure if it may not be read
    URI admitted(URI uri) {
        if (hosts.keySet().stream().noneMatch(host -> host.covers(uri))) {
            String where = uri.getHost() == null
                    ? "an address without a host"
                    : "the host '" + uri.getHost()
                            + (uri.getPort() < 0 ? "" : ":" + uri.getPort()) + "'";
            throw new ReadFailure("https".equalsIgnoreCase(uri.getScheme())
                    ? where + " is not allowed; the operator of this server allows hosts with "
                            + "serve --external-data-host"
                    : "only https and files are read, and of hosts only those that the operator of this "
                            + "server allows with serve --external-data-host");
        }
        return uri;
    }

    /// The trust in the host of an admitted address.
    Optional<SSLContext> trust(URI uri) {
        return hosts.entrySet().stream().filter(host -> host.getKey().covers(uri)).findFirst()
                .flatMap(Map.Entry::getValue);
    }

    private static URI uri(String text) {
        try {
            return new URI(text.replace(" ", "%20"));
        } catch (URISyntaxException _) {
            // The cause would quote the address.
            throw new ReadFailure("it is no valid address");
        }
    }

    private Address.Local file(String text) {
        Path path;
        try {
            path = (text.startsWith(FILE) ? Path.of(uri(text)) : Path.of(text)).normalize();
        } catch (IllegalArgumentException _) {
            throw new ReadFailure("it is no valid path of a file");
        }
        if (folders.stream().noneMatch(path::startsWith)) {
            throw outside();
        }
        return new Address.Local(path);
    }

    /// The file that an admitted address leads to, links followed.
    ///
    /// @throws ReadFailure if it is not there or outside the folders
    Path real(Address.Local file) {
        Path real;
        try {
            real = file.path().toRealPath();
        } catch (IOException _) {
            throw new ReadFailure("the file is not there, or cannot be read");
        }
        if (realFolders.stream().noneMatch(real::startsWith)) {
            throw outside();
        }
        if (!Files.isRegularFile(real)) {
            throw new ReadFailure("it is no file");
        }
        return real;
    }

    private static ReadFailure outside() {
        return new ReadFailure("the file is in no folder that queries may read; the operator of this server "
                + "allows folders with serve --external-data-folder");
    }
}
