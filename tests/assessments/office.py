"""Office files that LibreOffice opens: one document, one slide, one sheet, each with its words."""

from tests.assessments.corpus import archive

SCHEMAS = "http://schemas.openxmlformats.org"
RELATED = f"{SCHEMAS}/officeDocument/2006/relationships"
W = f'xmlns:w="{SCHEMAS}/wordprocessingml/2006/main" xmlns:r="{RELATED}"'
S = f'xmlns="{SCHEMAS}/spreadsheetml/2006/main" xmlns:r="{RELATED}"'
A = f"{SCHEMAS}/drawingml/2006"
P = f'xmlns:a="{A}/main" xmlns:r="{RELATED}" xmlns:p="{SCHEMAS}/presentationml/2006/main"'
XML = '<?xml version="1.0"?>'


def types(*parts):
    overrides = "".join(
        f'<Override PartName="/{part}" ContentType="application/vnd.openxmlformats-officedocument.'
        f'{kind}+xml"/>'
        for part, kind in parts
    )
    return (
        f'{XML}<Types xmlns="{SCHEMAS}/package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def related(kind, target, *, more=""):
    return (
        f'{XML}<Relationships xmlns="{SCHEMAS}/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{RELATED}/{kind}" Target="{target}"{more}/></Relationships>'
    )


def docx(*paragraphs, more="", others=()):
    said = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    return archive(
        ("[Content_Types].xml", types(("word/document.xml", "wordprocessingml.document.main"))),
        ("_rels/.rels", related("officeDocument", "word/document.xml")),
        (
            "word/document.xml",
            f"{XML}<w:document {W}><w:body>{said}{more}</w:body></w:document>",
        ),
        *others,
    )


def docx_with_picture_at(address):
    """A document that shows a picture which lies elsewhere."""
    picture = (
        f'<w:p><w:r><w:drawing><d:inline xmlns:d="{A}/wordprocessingDrawing">'
        '<d:extent cx="1800000" cy="1800000"/><d:docPr id="1" name="p"/>'
        f'<a:graphic xmlns:a="{A}/main"><a:graphicData uri="{A}/picture">'
        f'<i:pic xmlns:i="{A}/picture"><i:nvPicPr><i:cNvPr id="0" name="p"/><i:cNvPicPr/>'
        '</i:nvPicPr><i:blipFill><a:blip r:link="r1"/><a:stretch><a:fillRect/></a:stretch>'
        '</i:blipFill><i:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="1800000" cy="1800000"/>'
        '</a:xfrm><a:prstGeom prst="rect"/></i:spPr></i:pic></a:graphicData></a:graphic>'
        "</d:inline></w:drawing></w:r></w:p>"
    )
    links = related("image", address, more=' TargetMode="External"')
    return docx(
        "Words of the away day", more=picture, others=[("word/_rels/document.xml.rels", links)]
    )


def xlsx():
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>Cells of the rota</t></is></c></row>'
    return archive(
        (
            "[Content_Types].xml",
            types(
                ("xl/workbook.xml", "spreadsheetml.sheet.main"),
                ("xl/worksheets/sheet1.xml", "spreadsheetml.worksheet"),
            ),
        ),
        ("_rels/.rels", related("officeDocument", "xl/workbook.xml")),
        ("xl/_rels/workbook.xml.rels", related("worksheet", "worksheets/sheet1.xml")),
        (
            "xl/workbook.xml",
            f'{XML}<workbook {S}><sheets><sheet name="Rota" sheetId="1" r:id="r1"/></sheets>'
            "</workbook>",
        ),
        (
            "xl/worksheets/sheet1.xml",
            f"{XML}<worksheet {S}><sheetData>{cell}</sheetData></worksheet>",
        ),
    )


def pptx():
    text = (
        '<p:sp><p:nvSpPr><p:cNvPr id="2" name="T"/><p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr>'
        '<p:spPr><a:xfrm><a:off x="500000" y="500000"/><a:ext cx="6000000" cy="900000"/></a:xfrm>'
        '<a:prstGeom prst="rect"/></p:spPr><p:txBody><a:bodyPr/><a:p><a:r><a:rPr lang="en-GB"/>'
        "<a:t>Slide of the plan</a:t></a:r></a:p></p:txBody></p:sp>"
    )
    tree = (
        '<p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/>'
        f"</p:nvGrpSpPr><p:grpSpPr/>{text}</p:spTree></p:cSld>"
    )
    return archive(
        (
            "[Content_Types].xml",
            types(
                ("ppt/presentation.xml", "presentationml.presentation.main"),
                ("ppt/slides/slide1.xml", "presentationml.slide"),
            ),
        ),
        ("_rels/.rels", related("officeDocument", "ppt/presentation.xml")),
        ("ppt/_rels/presentation.xml.rels", related("slide", "slides/slide1.xml")),
        (
            "ppt/presentation.xml",
            f'{XML}<p:presentation {P}><p:sldIdLst><p:sldId id="256" r:id="r1"/></p:sldIdLst>'
            '<p:sldSz cx="9144000" cy="6858000"/><p:notesSz cx="6858000" cy="9144000"/>'
            "</p:presentation>",
        ),
        ("ppt/slides/slide1.xml", f"{XML}<p:sld {P}>{tree}</p:sld>"),
    )
