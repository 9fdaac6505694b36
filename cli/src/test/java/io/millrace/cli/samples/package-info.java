/** What tests pack into jars, as users would. */
package io.millrace.cli.samples;
