package io.holdfast.os;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Optional;

/// The few calls of the C library that the module needs, through the foreign function interface of the JDK.
final class Libc {

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO_VALUE = CALL_STATE
            .varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle PRCTL = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("prctl"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG),
            ERRNO, Linker.Option.firstVariadicArg(1));
    private static final MethodHandle SETRLIMIT = handle("setrlimit",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));

    private static final MethodHandle SETENV = handle("setenv", FunctionDescriptor.of(ValueLayout.JAVA_INT,
            ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
    /// The GNU C library only.
    private static final Optional<MethodHandle> MALLOPT = LINKER.defaultLookup().find("mallopt")
            .map(address -> LINKER.downcallHandle(address, FunctionDescriptor.of(ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT)));

    private Libc() {}

    /// Of files. Handles take tens of milliseconds to make: these are made when the first file is.
    private static final class FileCalls {

        private static final MethodHandle MEMFD_CREATE = handle("memfd_create",
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        private static final MethodHandle CLOSE = handle("close",
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        private static final MethodHandle PWRITE = transfer("pwrite");
        private static final MethodHandle PREAD = transfer("pread");
    }

    /// setenv(3), for what libraries that are loaded later read.
    static void setenv(String name, String value) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            checked("setenv",
                    (int) SETENV.invoke(state, arena.allocateFrom(name), arena.allocateFrom(value), 1),
                    state);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /// mallopt(3).
    ///
    /// @return whether the C library has it and took it
    static boolean mallopt(int parameter, int value) throws IOException {
        if (MALLOPT.isEmpty()) {
            return false;
        }
        try {
            return (int) MALLOPT.get().invoke(parameter, value) == 1;
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /// A call that copies between a file and an array of the Java heap, with no copy of it in between.
    private static MethodHandle transfer(String name) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.ADDRESS,
                        ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG),
                ERRNO, Linker.Option.critical(true));
    }

    private static MethodHandle handle(String name, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, ERRNO);
    }

    /// memfd_create(2); `MFD_CLOEXEC` is 1.
    static int memfdCreate(String name, int flags) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            return checked("memfd_create",
                    (int) FileCalls.MEMFD_CREATE.invoke(state, arena.allocateFrom(name), flags),
                    state);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /// close(2).
    static void close(int fd) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            checked("close", (int) FileCalls.CLOSE.invoke(state, fd), state);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /// prctl(2) with one argument.
    static int prctl(int option, long argument) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            return checked("prctl", (int) PRCTL.invoke(state, option, argument, 0L, 0L, 0L), state);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /// setrlimit(2), soft and hard limit alike.
    static void setrlimit(int resource, long limit) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            MemorySegment limits = arena.allocateFrom(ValueLayout.JAVA_LONG, limit, limit);
            checked("setrlimit", (int) SETRLIMIT.invoke(state, resource, limits), state);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /// pwrite(2); may write less than all. The garbage collector waits for it: to be used for what is in
    /// memory anyway, and in small pieces.
    ///
    /// @return bytes written
    static long pwrite(int fd, MemorySegment from, long position) throws IOException {
        return transfer("pwrite", FileCalls.PWRITE, fd, from, position);
    }

    /// pread(2), under the same conditions.
    ///
    /// @return bytes read; 0 at the end of the file
    static long pread(int fd, MemorySegment to, long position) throws IOException {
        return transfer("pread", FileCalls.PREAD, fd, to, position);
    }

    private static long transfer(String name, MethodHandle call, int fd, MemorySegment bytes, long position)
            throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            return checked(name, (long) call.invoke(state, fd, bytes, bytes.byteSize(), position), state);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    private static int checked(String call, int result, MemorySegment state) throws IOException {
        return (int) checked(call, (long) result, state);
    }

    private static long checked(String call, long result, MemorySegment state) throws IOException {
        if (result < 0) {
            throw new IOException(call + " failed with errno " + (int) ERRNO_VALUE.get(state, 0L));
        }
        return result;
    }

    private static IOException rethrown(Throwable e) {
        return switch (e) {
            case IOException io -> io;
            case RuntimeException runtime -> throw runtime;
            case Error error -> throw error;
            default -> throw new AssertionError("A call of the C library throws nothing checked", e);
        };
    }
}
