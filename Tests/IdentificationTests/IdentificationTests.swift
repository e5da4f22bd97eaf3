// IdentificationTests
