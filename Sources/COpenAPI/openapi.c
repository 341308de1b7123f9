#include "openapi.h"

// In C, since the Swift compiler takes minutes and a gigabyte for a literal of this size.
static const unsigned char description[] = {
#embed "openapi.json"
};

const unsigned char *postboek_openapi(void) { return description; }

size_t postboek_openapi_size(void) { return sizeof description; }
