#ifndef POSTBOEK_OPENAPI_H
#define POSTBOEK_OPENAPI_H

#include <stddef.h>

/// The bytes of openapi.json, which live as long as the program.
const unsigned char *postboek_openapi(void);

/// How many there are.
size_t postboek_openapi_size(void);

#endif
