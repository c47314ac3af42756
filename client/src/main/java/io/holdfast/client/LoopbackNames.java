package io.holdfast.client;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolver.LookupPolicy;
import java.net.spi.InetAddressResolverProvider;
import java.util.Locale;
import java.util.stream.Stream;

/// Names below `localhost` are this machine, as RFC 6761, section 6.3, has it, whether the system's resolver
/// knows that or not: a server's vaults are there. All other names are left to Java's own resolver.
///
/// Java finds this class as a service and asks it for every name of the process.
public final class LoopbackNames extends InetAddressResolverProvider {

    private static final String SUFFIX = ".localhost";
    private static final byte[] IPV4 = {127, 0, 0, 1};
    private static final byte[] IPV6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    @Override
    public String name() {
        return "names below localhost";
    }

    @Override
    public InetAddressResolver get(Configuration configuration) {
        return new Resolver(configuration.builtinResolver());
    }

    private record Resolver(InetAddressResolver other) implements InetAddressResolver {

        @Override
        public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
                throws UnknownHostException {
            if (!host.toLowerCase(Locale.ROOT).endsWith(SUFFIX)) {
                return other.lookupByName(host, policy);
            }
            boolean hasIpv4 = (policy.characteristics() & LookupPolicy.IPV4) != 0;
            return Stream.of(InetAddress.getByAddress(host, hasIpv4 ? IPV4 : IPV6));
        }

        @Override
        public String lookupByAddress(byte[] address) throws UnknownHostException {
            return other.lookupByAddress(address);
        }
    }
}
