package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.Millrace.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  @Test
  void shouldListTheVerbsIfNoneIsGiven() {
    Result result = Millrace.run();

    assertThat(result.code()).isZero();
    assertThat(result.out()).contains("run", "demo", "verify", "Exit codes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "run",
        "cluster",
        "cluster start",
        "cluster status",
        "cluster stop",
        "deploy",
        "update",
        "scale",
        "stop",
        "logs",
        "apps",
        "describe",
        "topics",
        "publish",
        "tail",
        "read",
        "state",
        "snapshot",
        "release",
        "top",
        "replay",
        "verify"
      })
  void shouldHelpWithEveryVerb(String verb) {
    String[] words = (verb + " --help").split(" ");
    Result result = Millrace.run(words);

    assertThat(result.code()).isZero();
    assertThat(result.out()).contains("Usage: millrace " + verb, "--output=FORMAT");
  }

  @Test
  void shouldCallAnUnknownVerbWrongUsage() {
    Result result = Millrace.run("rnu", "x.jar");

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("unknown verb: rnu", "millrace --help");
  }

  @Test
  void shouldSayWhichValuesAnOptionTakesAsTheyAreWritten() {
    Result level = Millrace.run("run", "x.jar", "--durability", "strong", "-o", "json");
    Result setting = Millrace.run("run", "x.jar", "--set", "x");

    assertThat(level.code()).isEqualTo(2);
    assertThat(level.err()).contains("expected one of [none, local] but was 'strong'");
    assertThat(level.out()).startsWith("{\"error\":\"Invalid value").hasLineCount(1);
    assertThat(setting.err()).contains("KEY=VALUE").doesNotContain("option option");
    assertThat(setting.out()).isEmpty();
  }

  @Test
  void shouldSayThatNobodyAnswers() {
    Result result = Millrace.run("apps", "--url", "http://127.0.0.1:9", "-o", "json");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("no application there", "--url").doesNotContain("\tat ");
    assertThat(result.out()).contains("{\"error\":\"no application there");
  }

  @Test
  void shouldShowTheStackTraceIfAsked() {
    Result result = Millrace.run("apps", "--url", "http://127.0.0.1:9", "--verbose");

    assertThat(result.err()).contains("\tat ", "ConnectException");
  }
}
