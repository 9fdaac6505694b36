package io.millrace.examples.wordcount;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.FunctionTest;
import io.millrace.testkit.TestSettings;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WordCountTest {

  @Test
  void shouldCountEachWordAsItComes() {
    try (FunctionTest test =
        FunctionTest.of(
            app ->
                app.function("word-count", WordCount.LINES, WordCount::new)
                    .state(WordCount.SEEN)
                    .emits(WordCount.COUNTS))) {
      test.send(WordCount.LINES, "To be, or");
      test.send(WordCount.LINES, "not to be");
      assertThat(test.outputs(WordCount.COUNTS))
          .contains(new WordTotal("to", 1), new WordTotal("to", 2), new WordTotal("not", 1))
          .hasSize(6);
      assertThat(test.state("word-count", WordCount.SEEN, "all lines"))
          .isEqualTo(Map.of("to", 2L, "be", 2L, "or", 1L, "not", 1L));
    }
  }

  @Test
  void shouldTellTotalsWhenTheInputHasEnded() {
    TestSettings settings = TestSettings.defaults().withSetting("lines", "hamlet.txt");
    try (FunctionTest test = FunctionTest.of(new WordCountApp(), settings)) {
      test.send(WordCountApp.LINES, "To be, or");
      test.send(WordCountApp.LINES, "not to be");
      assertThat(test.outputs(WordCountApp.COUNTS)).isEmpty();

      test.endInput();
      assertThat(test.outputs(WordCountApp.COUNTS))
          .containsExactlyInAnyOrder(
              new WordTotal("to", 2),
              new WordTotal("be", 2),
              new WordTotal("or", 1),
              new WordTotal("not", 1));
    }
  }

  @Test
  void shouldKnowWordsOfAnyLanguage() {
    assertThat(Words.of("  Größe, №5 — naïve ÜBER-maß! "))
        .containsExactly("größe", "5", "naïve", "über", "maß");
    assertThat(Words.of(" ... ")).isEmpty();
  }
}
