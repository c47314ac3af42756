package io.holdfast.server;

import io.holdfast.crypto.CertificateAuthority;
import io.holdfast.crypto.SealingKey;
import io.holdfast.crypto.ServerIdentity;
import io.holdfast.crypto.TrustedAuthority;
import io.holdfast.rest.ApiDispatcher;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLContext;

/// An [HttpsListener] before an [EchoApi], and what its clients trust.
record EchoListener(HttpsListener listener, SSLContext client) implements AutoCloseable {

    /// @param folder empty
    static EchoListener open(Path folder, EchoApi echo, Duration readTimeout) {
        SecureRandom random = new SecureRandom();
        try (SealingKey sealing = SealingKey.generate(random)) {
            CertificateAuthority authority = CertificateAuthority.openOrCreate(folder, sealing,
                    InstantSource.system(), random);
            Endpoint endpoint = Endpoint.onLoopback(0);
            ServerIdentity identity = ServerIdentity.open(authority,
                    new ServiceNames("localhost").subjectNames(endpoint.address()));
            HttpsListener listener = HttpsListener.open(endpoint, identity.sslContext(random),
                    new ApiDispatcher(List.of(echo), token -> {
                        throw new AssertionError("no route needs a token");
                    }), readTimeout);
            return new EchoListener(listener,
                    TrustedAuthority.sslContext(authority.certificateFile(), random));
        }
    }

    @Override
    public void close() {
        listener.close();
    }
}
