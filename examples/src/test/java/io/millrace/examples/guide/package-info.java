/**
 * The code of the guide that stands in no other test or example, and what holds all of it there.
 */
package io.millrace.examples.guide;
