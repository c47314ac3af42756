package io.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.crypto.SecretBytes;
import io.holdfast.keyring.KeyServiceException;
import io.holdfast.keyring.VaultAnswer;
import io.holdfast.keyring.VaultFault;
import io.holdfast.keyring.VaultKeyId;
import io.holdfast.keyring.WrappedKey;
import io.holdfast.remotevault.RemoteCredential;
import io.holdfast.remotevault.RemoteVault;
import io.holdfast.remotevault.RemoteVaultSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Every class of fault between a store and its remote vault, on real sockets, and what the keyring is told.
///
/// Source: `cmk-behaviour` O5.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RemoteVaultFaultTest {

    private static final Duration SHORT = Duration.ofMillis(500);

    private final AtomicInteger clients = new AtomicInteger();
    private Path shared;
    private VaultServer vaults;
    private VaultServer.Application application;
    private FaultServer faults;
    private RemoteClient client;
    private WrappedKey wrapped;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        shared = folder;
        vaults = VaultServer.start(folder.resolve("vaults"));
        application = vaults.createApplication("store");
        vaults.grant("first", application.objectId());
        faults = new FaultServer(folder.resolve("faults"), vaults.process());
        client = client(settings(faults.authority()));
        VaultKeyId id = new VaultKeyId(faults.origin().toString(), "kek", vaults.createKey("first", "kek"));
        try (SecretBytes aek = SecretBytes.random(new SecureRandom(), 32)) {
            wrapped = client.service.wrap(id, "RSA-OAEP-256", aek, RemoteClient.STORE);
        }
    }

    @AfterAll
    void stop() {
        client.close();
        faults.close();
        vaults.close();
    }

    @BeforeEach
    void heal() {
        faults.vaultFault = Fault.NONE;
        faults.tokenFault = Fault.NONE;
    }

    @ParameterizedTest
    @CsvSource({
            "403, Forbidden,           ForbiddenByPolicy,     DENIED",
            "403, Forbidden,           ForbiddenByRbac,       DENIED",
            "403, Forbidden,           AccessDenied,          DENIED",
            "403, Forbidden,           KeyDisabled,           DENIED",
            "403, Forbidden,           KeyOperationForbidden, DENIED",
            "404, KeyNotFound,         '',                    DENIED",
            "404, VaultNotFound,       '',                    DENIED",
            "403, Forbidden,           ForbiddenByFirewall,   UNCERTAIN",
            "403, Forbidden,           '',                    UNCERTAIN",
            "403, Forbidden,           SomethingNew,          UNCERTAIN",
            "404, NotFound,            '',                    UNCERTAIN",
            "400, BadParameter,        '',                    UNCERTAIN",
            "401, Unauthorized,        '',                    UNCERTAIN",
            "409, Conflict,            KeyDisabled,           UNCERTAIN",
            "429, Throttled,           '',                    OUTAGE",
            "408, RequestTimeout,      '',                    OUTAGE",
            "500, InternalServerError, '',                    OUTAGE",
            "502, BadGateway,          '',                    OUTAGE",
            "503, ServiceUnavailable,  KeyDisabled,           OUTAGE",
            "504, GatewayTimeout,      '',                    OUTAGE"})
    void anErrorOfTheVaultIsToldAsItIs(int status, String code, String inner, VaultFault fault) {
        faults.vaultFault = Fault.error(status, code, inner);

        VaultAnswer answer = failure(client);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.innerCode().orElse("")).isEqualTo(inner);
        assertThat(answer.message()).isEqualTo("as told");
        assertThat(VaultFault.of(answer)).isEqualTo(fault);
    }

    static Stream<Fault.Answer> unintelligible() {
        return Stream.of(new Fault.Answer(200, "", "KeyDisabled"), new Fault.Answer(200, "", "{}"),
                new Fault.Answer(302, "Location: https://localhost/elsewhere\r\n", ""),
                new Fault.Answer(403, "", "<html>KeyDisabled</html>"), new Fault.Answer(404, "", ""),
                new Fault.Answer(403, "", "{\"error\":\"KeyDisabled\"}"));
    }

    @ParameterizedTest
    @MethodSource("unintelligible")
    void whatIsNoAnswerOfAVaultIsNoDenial(Fault.Answer answer) {
        faults.vaultFault = answer;

        assertThat(VaultFault.of(failure(client))).isEqualTo(VaultFault.UNCERTAIN);
    }

    @ParameterizedTest
    @CsvSource({"400, UNCERTAIN", "401, UNCERTAIN", "403, UNCERTAIN", "404, UNCERTAIN", "429, OUTAGE",
            "500, OUTAGE", "503, OUTAGE"})
    void aRefusalOfTheTokenEndpointIsNeverADenial(int status, VaultFault fault) throws IOException {
        faults.tokenFault = new Fault.Answer(status, "",
                "{\"error\":\"KeyNotFound\",\"error_description\":\"KeyDisabled\"}");
        try (RemoteClient fresh = client(settings(faults.authority()))) {
            VaultAnswer answer = failure(fresh);

            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.code()).isEqualTo("TokenRefused");
            assertThat(VaultFault.of(answer)).isEqualTo(fault);
        }
    }

    @Test
    void aResetIsAnOutageWhereverItStrikes() throws IOException {
        faults.vaultFault = Fault.RESET;
        assertThat(failure(client).code()).isEqualTo("ConnectionLost");
        heal();
        faults.tokenFault = Fault.RESET;
        try (RemoteClient fresh = client(settings(faults.authority()))) {
            assertThat(failure(fresh).code()).isEqualTo("ConnectionLost");
        }
    }

    static Stream<Fault> silences() {
        return Stream.of(Fault.STALL, Fault.HALF);
    }

    @ParameterizedTest
    @MethodSource("silences")
    void aVaultThatDoesNotAnswerInTimeIsAnOutage(Fault silence) throws IOException {
        try (RemoteClient impatient = client(
                settings(faults.authority()).withBounds(SHORT, SHORT, SHORT.multipliedBy(4)))) {
            unwrap(impatient);
            faults.vaultFault = silence;
            assertThat(failure(impatient).code()).isEqualTo("Timeout");
        }
    }

    @Test
    void aTokenEndpointThatDoesNotAnswerInTimeIsAnOutage() throws IOException {
        faults.tokenFault = Fault.STALL;
        try (RemoteClient impatient = client(
                settings(faults.authority()).withBounds(SHORT, SHORT, SHORT.multipliedBy(4)))) {
            assertThat(failure(impatient).code()).isEqualTo("Timeout");
        }
    }

    @Test
    void theBoundOfACallHoldsWhateverTheOthersAre() throws IOException {
        faults.vaultFault = Fault.STALL;
        try (RemoteClient patient = client(settings(faults.authority())
                .withBounds(Duration.ofMinutes(1), Duration.ofMinutes(1), SHORT))) {
            assertThat(failure(patient).code()).isEqualTo("Timeout");
        }
    }

    @Test
    void aServerThatIsNotThereIsAnOutageAndServesAgainWhenItIs() throws IOException {
        FaultServer gone = new FaultServer(shared.resolve("gone"), vaults.process());
        String host = gone.origin().getAuthority();
        gone.close();
        try (RemoteClient refused = client(RemoteVaultSettings
                .of(List.of(RemoteVault.parse(host + "=" + gone.authority()))))) {
            assertThat(failure(refused, gone.origin()).code()).isEqualTo("ConnectionRefused");
        }
        unwrap(client);
    }

    @Test
    void aNameThatDoesNotResolveIsAnOutage() throws IOException {
        try (RemoteClient lost = client(
                RemoteVaultSettings.of(List.of(RemoteVault.parse("kv.vault.invalid"))))) {
            assertThat(failure(lost, URI.create("https://kv.vault.invalid")).code()).isEqualTo("UnknownHost");
        }
    }

    @Test
    void aCertificateOfAnotherAuthorityIsAnOutage() throws IOException {
        try (RemoteClient distrustful = client(settings(vaults.process().caCertificateFile()))) {
            assertThat(failure(distrustful).code()).isEqualTo("TlsFailure");
        }
    }

    @Test
    void aVaultThatWantsATokenForAnotherServiceGetsNone() throws IOException {
        for (String resource : List.of("https://management.azure.com", "https://vault.evil.example",
                "https://localhost.example", "http://vault.localhost")) {
            faults.vaultFault = new Fault.Answer(401,
                    "WWW-Authenticate: Bearer authorization=\"https://login.example/"
                            + vaults.tenantId() + "\", resource=\"" + resource + "\"\r\n",
                    "");
            try (RemoteClient fresh = client(settings(faults.authority()))) {
                assertThat(failure(fresh).code()).as(resource).isEqualTo("CredentialUnusable");
            }
        }
    }

    @Test
    void aLostConnectionAndAFailedServerAreTriedOnceMoreAndAnOverloadedOneIsNot() {
        unwrap(client);
        assertThat(requestsOf(Fault.error(503, "ServiceUnavailable", ""))).isEqualTo(2);
        assertThat(requestsOf(Fault.RESET)).isGreaterThanOrEqualTo(2);
        assertThat(requestsOf(Fault.error(429, "Throttled", ""))).isEqualTo(1);
        assertThat(requestsOf(Fault.error(403, "Forbidden", "KeyDisabled"))).isEqualTo(1);
    }

    private int requestsOf(Fault fault) {
        int before = faults.requests();
        faults.vaultFault = fault;
        failure(client);
        return faults.requests() - before;
    }

    @Test
    void aPrincipalWithoutACredentialAsksNobodyWhichIsNoDenial() {
        int before = faults.requests();
        VaultAnswer answer = catchThrowableOfType(KeyServiceException.class,
                () -> client.service.unwrap(wrapped, RemoteClient.STRANGER)).answer();

        assertThat(answer.code()).isEqualTo("CredentialUnusable");
        assertThat(VaultFault.of(answer)).isEqualTo(VaultFault.UNCERTAIN);
        assertThat(faults.requests()).isEqualTo(before);
    }

    @Test
    void aCredentialThatIsChangedIsUsedAtOnce() throws IOException {
        try (RemoteClient changed = client(settings(faults.authority()))) {
            unwrap(changed);
            changed.signInAs(RemoteClient.STORE, faults.origin(), vaults.tenantId(),
                    new VaultServer.Application(application.objectId(), application.clientId(), "wrong"));
            assertThat(failure(changed).code()).isEqualTo("TokenRefused");
            changed.signInAs(RemoteClient.STORE, faults.origin(), vaults.tenantId(), application);
            unwrap(changed);
        }
    }

    @Test
    void onlyWhatHasTheFormOfATokenIsSentFromAFederatedTokenFile() throws IOException {
        Path file = Files.writeString(shared.resolve("token"), "the platform key");
        try (RemoteClient federated = client(settings(faults.authority()))) {
            federated.credentials.put(RemoteClient.STORE, new RemoteCredential(faults.origin(),
                    vaults.tenantId(), application.clientId(), new RemoteCredential.FederatedToken(file)));
            assertThat(failure(federated).code()).isEqualTo("CredentialUnusable");

            Files.writeString(file, "eyJhbGciOiJub25lIn0.e30.c2ln\n");
            assertThat(failure(federated).code()).isEqualTo("TokenRefused");

            Files.delete(file);
            assertThat(failure(federated).code()).isEqualTo("CredentialUnusable");
        }
    }

    private RemoteVaultSettings settings(Path authority) {
        return RemoteVaultSettings
                .of(List.of(RemoteVault.parse(faults.origin().getAuthority() + "=" + authority)));
    }

    private RemoteClient client(RemoteVaultSettings settings) throws IOException {
        Path folder = Files.createDirectory(shared.resolve("client-" + clients.incrementAndGet()));
        RemoteClient made = new RemoteClient(folder, settings);
        made.signInAs(RemoteClient.STORE, faults.origin(), vaults.tenantId(), application);
        return made;
    }

    private void unwrap(RemoteClient by) {
        by.service.unwrap(wrapped, RemoteClient.STORE).close();
    }

    private VaultAnswer failure(RemoteClient by) {
        return failure(by, faults.origin());
    }

    private VaultAnswer failure(RemoteClient by, URI vault) {
        VaultKeyId id = new VaultKeyId(vault.toString(), wrapped.keyId().keyName(),
                wrapped.keyId().version());
        KeyServiceException failure = catchThrowableOfType(KeyServiceException.class, () -> by.service.unwrap(
                new WrappedKey(id, wrapped.algorithm(), wrapped.bytes()), RemoteClient.STORE));
        assertThat(failure).isNotNull();
        return failure.answer();
    }
}
