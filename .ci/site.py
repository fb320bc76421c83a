"""What mkdocs needs to make a site of pages that are written for a code host.

Mermaid blocks become the pictures that `.ci/draw-pictures.js` drew of them, so the site runs no script of anybody else.
Files beside docs/ that a page links to are taken into the site, below `repository/`.
"""

import hashlib
import logging
import os
import posixpath
import re

from mkdocs.structure.files import File

log = logging.getLogger("mkdocs.hooks.site")

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BESIDE = "repository/"
CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.S | re.M)
LINK = re.compile(r"(\]\()([^)\s:#]+)((?:#[^)\s]*)?\))")
PICTURE = re.compile(r"^```mermaid\n(.*?)^```$", re.S | re.M)


def on_files(files, config):
    """Takes in what pages link to outside docs/, and what those files link to in turn."""
    to_read = [posixpath.join("docs", file.src_uri) for file in files if file.src_uri.endswith(".md")]
    for path in to_read:
        for target in linked_from(path):
            uri = site_uri(target)
            if not uri.startswith(BESIDE) or files.get_file_from_path(uri) or not os.path.isfile(os.path.join(ROOT, target)):
                continue
            file = File(uri, config.docs_dir, config.site_dir, config.use_directory_urls)
            file.abs_src_path = os.path.join(ROOT, target)
            files.append(file)
            if target.endswith(".md"):
                to_read.append(target)
    return files


def on_page_markdown(markdown, page, config, files):
    uri = page.file.src_uri
    path = uri[len(BESIDE) :] if uri.startswith(BESIDE) else posixpath.join("docs", uri)
    drawn = PICTURE.sub(lambda block: picture(block[1], uri, config), markdown)
    return outside_code(drawn, lambda prose: LINK.sub(lambda link: moved(link, path, uri), prose))


def linked_from(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as page:
        prose = CODE.sub("", page.read())
    return [resolved(path, link[2]) for link in LINK.finditer(prose)]


def resolved(path, link):
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), link))


def site_uri(path):
    return path[len("docs/") :] if path.startswith("docs/") else BESIDE + path


def moved(link, path, uri):
    """A link between files of the repository, as one between files of the site."""
    target = site_uri(resolved(path, link[2]))
    return link[1] + posixpath.relpath(target, posixpath.dirname(uri) or ".") + link[3]


def picture(text, uri, config):
    title = re.search(r"^ *accTitle: (.*)$", text, re.M)[1]
    name = re.sub(r"[^a-z0-9]+", "-", title.lower()) + ".svg"
    path = os.path.join(config.docs_dir, "pictures", name)
    drawn_from = "sha256:" + hashlib.sha256(text.encode()).hexdigest()
    if not os.path.exists(path) or drawn_from not in open(path, encoding="utf-8").readline():
        log.warning("%s: the picture '%s' is not drawn from this text: node .ci/draw-pictures.js", uri, title)
    return "![%s](%s)" % (title, posixpath.relpath("docs/pictures/" + name, posixpath.join("docs", posixpath.dirname(uri))))


def outside_code(markdown, change):
    parts, end = [], 0
    for code in CODE.finditer(markdown):
        parts += [change(markdown[end : code.start()]), code[0]]
        end = code.end()
    return "".join([*parts, change(markdown[end:])])
