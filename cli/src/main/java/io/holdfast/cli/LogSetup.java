package io.holdfast.cli;

import java.util.List;
import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Sets up logging for the process: to standard error, INFO from Holdfast, warnings from everybody else.
public final class LogSetup {

    /// Held here, as the JDK keeps loggers by weak references only.
    private static final List<Logger> CONFIGURED = List.of(Logger.getLogger(""),
            Logger.getLogger("io.holdfast"), Logger.getLogger("io.helidon.webserver"),
            Logger.getLogger("com.azure"), Logger.getLogger("com.microsoft.aad.msal4j"));

    private LogSetup() {}

    /// For a server whose lifecycle is of interest.
    public static void forServer() {
        configure(Level.INFO);
    }

    /// For commands that print for themselves.
    public static void quiet() {
        configure(Level.WARNING);
    }

    private static void configure(Level ours) {
        Logger root = CONFIGURED.get(0);
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        ConsoleHandler console = new ConsoleHandler();
        console.setLevel(Level.ALL);
        console.setFormatter(new LogFormatter());
        root.addHandler(console);
        root.setLevel(Level.WARNING);
        CONFIGURED.get(1).setLevel(ours);
        // The web server logs failed starts that HoldfastServer reports as an exception.
        CONFIGURED.get(2).setLevel(Level.OFF);
        // The Azure SDK warns of each header that the JDK's client sets by itself, and of each way of signing in
        // that it tries in vain; what it fails at, its exceptions say.
        CONFIGURED.get(3).setLevel(Level.OFF);
        CONFIGURED.get(4).setLevel(Level.OFF);
    }
}
