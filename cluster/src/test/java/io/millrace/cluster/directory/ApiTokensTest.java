package io.millrace.cluster.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.transport.ClusterSecret;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class ApiTokensTest {
  private static ApiTokens tokens(String secret) {
    return ApiTokens.of(ClusterSecret.of(secret.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void shouldBeTheSameForAllWhoKnowTheSecretAndForNobodyElse() {
    ApiTokens here = tokens("a secret that is long enough");
    ApiTokens there = tokens("a secret that is long enough");
    ApiTokens elsewhere = tokens("a secret that is long, too...");

    for (ApiRole role : ApiRole.values()) {
      assertThat(here.roleOf(there.of(role))).contains(role);
      assertThat(here.roleOf(elsewhere.of(role))).isEmpty();
    }
    assertThat(here.of(ApiRole.VIEWER)).isNotEqualTo(here.of(ApiRole.ADMIN));
  }

  @Test
  void shouldKnowNoOtherTokens() {
    ApiTokens tokens = tokens("a secret that is long enough");
    String admin = tokens.of(ApiRole.ADMIN);

    List<String> wrongs =
        List.of("", "x", admin.substring(1), admin + "x", admin.toLowerCase(Locale.ROOT));
    for (String wrong : wrongs) {
      assertThat(tokens.roleOf(wrong)).as(wrong).isEmpty();
    }
  }

  @Test
  void shouldKeepItsValueOverReleases() {
    // scripts and scrapers keep tokens; the derivation is part of the format
    ApiTokens tokens = tokens("0123456789abcdef0123456789abcdef");

    assertThat(tokens.of(ApiRole.ADMIN)).isEqualTo("ByPjJ_APqQ-z0-St-5ueXYbFrLRv8dDH7hoGDiNqgCU");
    assertThat(tokens.of(ApiRole.VIEWER)).isEqualTo("zQN0jC3kQyp_fbKEU7Ssto4GdwgKcV4N1o5-nV7G1Bs");
  }

  @Test
  void shouldSayNothingOfItself() {
    ApiTokens tokens = tokens("a secret that is long enough");

    assertThat(tokens.toString()).doesNotContain(tokens.of(ApiRole.VIEWER));
  }
}
