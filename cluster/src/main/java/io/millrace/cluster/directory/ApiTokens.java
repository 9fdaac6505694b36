package io.millrace.cluster.directory;

import io.millrace.transport.ClusterSecret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The tokens that the HTTP APIs of a cluster ask for, one for each role. They are derived from the
 * cluster's secret: whoever can read that has them, and another secret makes others. Used by any
 * thread.
 */
public final class ApiTokens {
  private final Map<ApiRole, String> tokens = new EnumMap<>(ApiRole.class);

  private ApiTokens(ClusterSecret secret) {
    for (ApiRole role : ApiRole.values()) {
      byte[] key = secret.apiKey(role.toString());
      tokens.put(role, Base64.getUrlEncoder().withoutPadding().encodeToString(key));
    }
  }

  /** Those of the cluster with this secret. */
  public static ApiTokens of(ClusterSecret secret) {
    return new ApiTokens(secret);
  }

  /** The token of a role: 43 letters, digits, '-' and '_'. */
  public String of(ApiRole role) {
    return tokens.get(role);
  }

  /** Whose token it is, or nothing if it is none; takes as long for any wrong one. */
  public Optional<ApiRole> roleOf(String token) {
    byte[] shown = token.getBytes(StandardCharsets.UTF_8);
    ApiRole found = null;
    for (ApiRole role : ApiRole.values()) {
      if (MessageDigest.isEqual(shown, of(role).getBytes(StandardCharsets.UTF_8))) {
        found = role;
      }
    }
    return Optional.ofNullable(found);
  }

  /** Says nothing: tokens do not belong into logs. */
  @Override
  public String toString() {
    return "tokens";
  }
}
