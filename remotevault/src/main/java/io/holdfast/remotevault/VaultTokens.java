package io.holdfast.remotevault;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import io.holdfast.keyring.KeyServiceException;
import io.holdfast.keyring.VaultAnswer;
import java.net.URI;
import java.util.Locale;
import reactor.core.publisher.Mono;

/// The tokens for one vault: signs in as the credential says, for that vault and nothing else.
///
/// A vault names in its challenge what it wants a token for. Given is one only for the service that the
/// vault's own name belongs to, so that a vault cannot have tokens for somebody else's. The tenant in the
/// challenge is not heeded; the credential has its own. Thread-safe.
final class VaultTokens implements TokenCredential {

    private static final String SCOPE_END = "/.default";

    private final String vaultHost;
    private final TokenCredential signIn;

    /// @param vaultHost canonical, with the port where it is not 443
    VaultTokens(String vaultHost, TokenCredential signIn) {
        this.vaultHost = vaultHost.replaceFirst(":[0-9]+$", "");
        this.signIn = signIn;
    }

    @Override
    public Mono<AccessToken> getToken(TokenRequestContext request) {
        return Mono.fromCallable(() -> getTokenSync(request));
    }

    @Override
    public AccessToken getTokenSync(TokenRequestContext request) {
        if (!request.getScopes().stream().allMatch(this::isForVault)) {
            throw new KeyServiceException(VaultAnswer.unusableCredential("The vault at " + vaultHost
                    + " asks for a token for another service than its own."));
        }
        TokenRequestContext own = new TokenRequestContext().setScopes(request.getScopes())
                .setCaeEnabled(request.isCaeEnabled()).setClaims(request.getClaims());
        try {
            return signIn.getTokenSync(own);
        } catch (RuntimeException e) {
            throw new KeyServiceException(Faults.ofSignIn(e), e);
        }
    }

    /// The service of a vault is the domain above it or, where one host serves all vaults, the name `vault`
    /// below that host.
    private boolean isForVault(String scope) {
        if (!scope.endsWith(SCOPE_END)) {
            return false;
        }
        try {
            URI resource = URI.create(scope.substring(0, scope.length() - SCOPE_END.length()));
            String service = String.valueOf(resource.getHost()).toLowerCase(Locale.ROOT);
            return "https".equals(resource.getScheme())
                    && (vaultHost.endsWith("." + service) || service.equals("vault." + vaultHost));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
