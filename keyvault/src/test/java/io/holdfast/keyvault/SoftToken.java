package io.holdfast.keyvault;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.crypto.SecretBytes;
import io.holdfast.crypto.TokenKeys;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A token of SoftHSM 2, made anew for this process, where the library is installed.
final class SoftToken {

    private static final String PIN = "correct horse";
    private static final Pattern SLOT = Pattern.compile("slot (\\d+)");
    private static final Optional<Path> LIBRARY = List
            .of("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
                    "/usr/lib64/softhsm/libsofthsm2.so", "/usr/lib64/pkcs11/libsofthsm2.so")
            .stream().map(Path::of).filter(Files::exists).findFirst();

    private final long slot;
    private final long strangeSlot;

    private SoftToken(long slot, long strangeSlot) {
        this.slot = slot;
        this.strangeSlot = strangeSlot;
    }

    /// The library reads its configuration once in a process.
    private static final class Holder {

        private static final SoftToken INSTANCE = create();
    }

    static boolean isInstalled() {
        if (LIBRARY.isEmpty()) {
            System.out.println(
                    "SoftHSM 2 (Debian: softhsm2) is not installed: the tests of tokens are skipped");
        }
        return LIBRARY.isPresent();
    }

    static SoftToken shared() {
        return Holder.INSTANCE;
    }

    long slot() {
        return slot;
    }

    /// The slot of a second token, to which nobody has signed in.
    long strangeSlot() {
        return strangeSlot;
    }

    static Path library() {
        return LIBRARY.orElseThrow();
    }

    /// Opens the token; the keys of before are there.
    TokenKeys open() {
        return open(slot, PIN);
    }

    static TokenKeys open(long slot, String pin) {
        try (SecretBytes secret = SecretBytes.takeOwnership(pin.getBytes(StandardCharsets.UTF_8))) {
            return TokenKeys.open(library(), slot, secret);
        }
    }

    private static SoftToken create() {
        try {
            Path folder = Files.createTempDirectory("soft-token");
            Path tokens = Files.createDirectory(folder.resolve("tokens"));
            Path configuration = Files.writeString(folder.resolve("softhsm2.conf"),
                    "directories.tokendir = " + tokens + "\nobjectstore.backend = file\nlog.level = ERROR\n");
            long slot = initialised("holdfast", configuration);
            long strange = initialised("strange", configuration);
            setVariable("SOFTHSM2_CONF", configuration.toString());
            return new SoftToken(slot, strange);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static long initialised(String label, Path configuration) throws IOException {
        ProcessBuilder tool = new ProcessBuilder("softhsm2-util", "--init-token", "--free", "--label", label,
                "--so-pin", "12345678", "--pin", PIN).redirectErrorStream(true);
        tool.environment().put("SOFTHSM2_CONF", configuration.toString());
        Process process = tool.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher found = SLOT.matcher(said);
        assertThat(found.find()).as(said).isTrue();
        return Long.parseLong(found.group(1));
    }

    /// In the process itself, where the library looks: Java changes the environment of children only.
    private static void setVariable(String name, String value) {
        MethodHandle setenv = Linker.nativeLinker().downcallHandle(
                Linker.nativeLinker().defaultLookup().find("setenv").orElseThrow(),
                FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
        try (Arena arena = Arena.ofConfined()) {
            int failed = (int) setenv.invokeExact(arena.allocateFrom(name), arena.allocateFrom(value), 1);
            assertThat(failed).isZero();
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
